using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>One job with one definition. Another definition of the same name is another object, which begins when this one has ended.</summary>
internal abstract class Job(JobDefinition definition, JobServices services, StatusBoard board, ILogger logger)
{
    private int _isRetiring;

    public JobName Name => definition.Name;

    public JobKind Kind => board.Now.Kind;

    protected JobServices Services => services;

    protected StatusBoard Board => board;

    protected ILogger Logger => logger;

    /// <summary>True while something is under way that should not be cut short by a new definition.</summary>
    public abstract bool IsBusy { get; }

    /// <summary>Does what the job is for, until the token is cancelled or the job is retired.</summary>
    public abstract Task RunAsync(CancellationToken shutdown);

    /// <summary>What still ends after <see cref="RunAsync"/>, beside another definition of the job; never fails.</summary>
    public virtual Task Rest => Task.CompletedTask;

    /// <summary>Asks the job to end as soon as nothing is under way. May be called again with another definition.</summary>
    /// <param name="next">The definition that follows; null: none, the job was taken away.</param>
    public void Retire(JobDefinition? next)
    {
        Volatile.Write(ref _isRetiring, 1);
        Retiring(next);
    }

    /// <summary>Shows also what is left of a job that ran before with another definition.</summary>
    public virtual void TakeOver(Job before)
    {
    }

    /// <summary>Shows that another definition waits.</summary>
    public void ShowReloadPending() => board.Change(now => now with { IsReloadPending = true });

    /// <summary>Takes a request that this job, which has ended, did not answer.</summary>
    public virtual RunRequest? TakePending() => null;

    /// <summary>Asks for a run.</summary>
    public virtual void Ring(RunRequest request)
    {
    }

    public abstract JobAnswer Wakeup(RunScope scope);

    public abstract JobAnswer Reset();

    public virtual JobAnswer Snapshot() => JobAnswer.NotPossible($"job \"{Name}\" of type {Kind.Word()} takes no snapshots");

    public virtual JobAnswer ResetSnapshotting() => Snapshot();

    public virtual JobAnswer Pause(bool isPaused, DateTimeOffset? until) => JobAnswer.NotPossible($"job \"{Name}\" of type {Kind.Word()} cannot be paused");

    /// <summary>Lets changed rules prune.</summary>
    /// <param name="revision">Of the rules that were seen; null: as they are.</param>
    public virtual JobAnswer ApprovePruning(string revision) => JobAnswer.NotPossible($"job \"{Name}\" of type {Kind.Word()} prunes nothing");

    protected bool IsRetiring => Volatile.Read(ref _isRetiring) == 1;

    /// <summary>Told whenever <see cref="Retire"/> is called.</summary>
    protected abstract void Retiring(JobDefinition? next);
}
