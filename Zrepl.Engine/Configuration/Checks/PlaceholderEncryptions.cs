namespace Zrepl.Engine.Configuration.Checks;

/// <summary>
/// Receiving jobs that do not say how parents of what arrives are to be made: the first replication fails as soon as one is needed.
/// Source: spec config 9.2, zfs-and-endpoint B.
/// </summary>
internal sealed class PlaceholderEncryptions : IConfigurationCheck
{
    public void Run(CheckContext context)
    {
        var received = context.JobsOf<SinkJobDefinition>().Select(j => (j.Job, j.Definition.Receive))
            .Concat(context.JobsOf<PullJobDefinition>().Select(j => (j.Job, j.Definition.Receive)));
        foreach (var (job, receive) in received)
        {
            if (receive.PlaceholderEncryption != PlaceholderEncryption.Unspecified) continue;
            context.Report(job, "recv.placeholder.encryption", ProblemCodes.PlaceholderEncryptionUnset,
                "not given, so that no parent of a received dataset can be made: its first replication will fail",
                "inherit for plain sends: encrypted where the receiver is; off for raw sends");
        }
    }
}
