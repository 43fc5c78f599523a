using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>What the phases of one run share.</summary>
internal sealed record PruneContext(PruneTask Task, PruneOptions Options, PruneServices Services, StopSource Stop, LivePruneReport Live)
{
    /// <summary>Lost connections after which a filesystem is given up.</summary>
    public const int MostErrors = 3;

    public PrunePlanner Planner { get; } = new(Task, Services.Progress);

    public FailureClass ClassOf(Exception failure) => FailureClasses.Of(failure, Stop.Token);

    /// <summary>The text for a report, of a cancellation its reason.</summary>
    public string TextOf(Exception failure) =>
        ClassOf(failure) == FailureClass.Cancelled ? Stop.Reason!.ToString() : FailureText.Of(failure); // cancelled after the reason is set

    /// <summary>Waits for the other side once, so that not every filesystem finds out by itself that it is away.</summary>
    /// <returns>Null once both answer, else why going on makes no sense.</returns>
    public async Task<string?> ReconnectAsync()
    {
        Services.Logger.WaitingForConnection(Options.ReconnectWindow);
        using var pause = Services.Progress.Pause(); // this wait has its own deadline
        IEndpoint? other = ReferenceEquals(Task.Target, Task.History) ? null : Task.Target;
        var wait = new ConnectivityWait(Task.History, other, Services.Backoff, Services.Clock);
        try
        {
            return (await wait.WaitAsync(Options.ReconnectWindow, Stop.Token))?.Text;
        }
        catch (OperationCanceledException) when (Stop.Reason is { } reason)
        {
            return reason.ToString();
        }
    }
}
