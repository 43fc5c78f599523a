namespace Zrepl.Engine.Configuration.Checks;

/// <summary>Transports of type local that do not meet.</summary>
internal sealed class LocalListeners : IConfigurationCheck
{
    public void Run(CheckContext context)
    {
        var listeners = context.Jobs.Where(j => ListenerOf(j) is not null).ToLookup(j => ListenerOf(j)!, StringComparer.Ordinal); // filtered
        foreach (var sameName in listeners)
        {
            foreach (var second in sameName.Skip(1))
                context.Report(second, "serve.listener_name", ProblemCodes.LocalListenerTwice,
                    $"listener name \"{sameName.Key}\" is also used by job \"{sameName.First().Definition.Name}\": clients reach either of them");
        }

        foreach (var job in context.Jobs)
        {
            if (ConnectOf(job.Definition) is not ConnectDefinition.Local connect) continue;
            var served = listeners[connect.ListenerName].ToList();
            var wanted = job.Definition is PushJobDefinition ? "sink" : "source";
            if (served.Count == 0)
                context.Report(job, "connect.listener_name", ProblemCodes.LocalListenerMissing,
                    $"no job serves the local listener \"{connect.ListenerName}\"");
            else if (!served.Any(s => s.Definition.Type == wanted))
                context.Report(job, "connect.listener_name", ProblemCodes.LocalListenerKind,
                    $"a {job.Definition.Type} job needs a {wanted} job, but \"{connect.ListenerName}\" is served by the {served[0].Definition.Type} job \"{served[0].Definition.Name}\"");
        }
    }

    private static string? ListenerOf(LoadedJob job) => (ListenAddresses.ServeOf(job.Definition) as ServeDefinition.Local)?.ListenerName;

    private static ConnectDefinition? ConnectOf(JobDefinition job) => (job as PushJobDefinition)?.Connect
        ?? (job as PullJobDefinition)?.Connect;
}
