namespace Zrepl.Engine.Configuration.Checks;

/// <summary>Hooks of a kind that is read and not run: better told here than by a snapshot that is not taken.</summary>
internal sealed class DatabaseHooks : IConfigurationCheck
{
    public void Run(CheckContext context)
    {
        foreach (var job in context.Jobs)
        {
            foreach (var hook in HooksOf(job.Definition).Where(hook => hook is not HookDefinition.Command))
            {
                context.Report(job, "snapshotting.hooks", ProblemCodes.HookNotRun,
                    $"hooks of type {hook.Type} are not run by this program: "
                    + (hook.ErrorIsFatal ? "with err_is_fatal: true no snapshot is taken of the datasets it matches. " : "each snapshot reports an error of it. ")
                    + "Use a hook of type command that calls the database's own client");
            }
        }
    }

    private static ValueList<HookDefinition> HooksOf(JobDefinition job) => job switch
    {
        PushJobDefinition push => push.Snapshotting.Hooks,
        SourceJobDefinition source => source.Snapshotting.Hooks,
        SnapJobDefinition snap => snap.Snapshotting.Hooks,
        _ => [],
    };
}
