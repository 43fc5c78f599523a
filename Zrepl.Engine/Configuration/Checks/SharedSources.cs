namespace Zrepl.Engine.Configuration.Checks;

/// <summary>
/// Source jobs that several clients can pull from. The cursor of a source job has no client in its name, so that each client's progress lets the sender destroy what the
/// others still need (spec B12, upstream issue 380).
/// </summary>
internal sealed class SharedSources : IConfigurationCheck
{
    public void Run(CheckContext context)
    {
        foreach (var job in context.Jobs)
        {
            if (job.Definition is not SourceJobDefinition source) continue;
            var clients = source.Serve is ServeDefinition.Local local ? PullersOf(context, local) : source.Serve.KnownIdentities.Distinct().Count();
            var isOpen = source.Serve is ServeDefinition.Tcp { Clients.MakesIdentities: true };
            if (clients < 2 && !isOpen) continue;
            context.Report(job, "serve", ProblemCodes.SharedSource,
                $"{(isOpen ? "any number of" : clients)} clients can pull from this job, and they share one replication cursor: what one has received the sender may destroy although another has not. "
                + "Give each client a source job of its own");
        }
    }

    private static int PullersOf(CheckContext context, ServeDefinition.Local local) => context.Jobs.Select(job => job.Definition).OfType<PullJobDefinition>()
        .Count(pull => pull.Connect is ConnectDefinition.Local connect && connect.ListenerName == local.ListenerName);
}
