namespace Zrepl.Engine.Configuration.Checks;

/// <summary>Two listeners on one address: the second one will fail.</summary>
internal sealed class ListenAddresses : IConfigurationCheck
{
    private static readonly string[] AllAddresses = ["", "0.0.0.0", "::", "*"];

    public void Run(CheckContext context)
    {
        var taken = new List<(HostPort Address, string By)>();
        if (context.Global.Monitoring is { } monitoring) taken.Add((monitoring.Listen, "the prometheus endpoint"));
        foreach (var job in context.Jobs)
        {
            if (AddressOf(job.Definition) is not { } address) continue;
            foreach (var (_, by) in taken.Where(t => IsSame(t.Address, address)))
                context.Report(job, "serve.listen", ProblemCodes.ListenTwice, $"listen address \"{address}\" is also used by {by}");
            taken.Add((address, $"job \"{job.Definition.Name}\""));
        }
    }

    private static HostPort? AddressOf(JobDefinition job) => ServeOf(job) switch
    {
        ServeDefinition.Tcp tcp => tcp.Listen,
        ServeDefinition.Tls tls => tls.Listen,
        _ => null,
    };

    internal static ServeDefinition? ServeOf(JobDefinition job) => (job as SinkJobDefinition)?.Serve ?? (job as SourceJobDefinition)?.Serve;

    private static bool IsSame(HostPort one, HostPort other) =>
        one.Port == other.Port && one.Port is not ("" or "0")
            && (one.Host == other.Host || (AllAddresses.Contains(one.Host) && AllAddresses.Contains(other.Host)));
}
