using Zrepl.Engine.Snapshotting.Reports;

namespace Zrepl.Engine.Snapshotting;

/// <summary>What became of a request to take snapshots now.</summary>
public enum SnapshotRequestOutcome
{
    /// <summary>A run begins.</summary>
    Started,

    /// <summary>A run is under way; another one follows it.</summary>
    Queued,

    /// <summary>Another run was asked for already.</summary>
    AlreadyQueued,

    /// <summary>The job's snapshotting is <c>manual</c>: there is no prefix to name snapshots with.</summary>
    NotConfigured,
}

/// <summary>
/// Takes the snapshots of one job when they are due: everything between "it is time" and "the snapshots exist". Made for one definition;
/// when the definition changes, the old one is stopped and a new one made.
/// </summary>
public interface ISnapshotter
{
    /// <summary>Where it stands; immutable, at any time, from any thread.</summary>
    SnapshotterReport Report { get; }

    /// <summary>When the next run is due, or null if none is.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>True while snapshots are being taken.</summary>
    bool IsRunning { get; }

    /// <summary>
    /// Waits and takes snapshots until cancelled; a run under way is ended then, its post hooks included, and the task completes without
    /// an exception. To be called once, at the start of a flow of its own.
    /// </summary>
    Task RunAsync(CancellationToken cancellation);

    /// <summary>Asks for snapshots now, beside the schedule, which stays as it is.</summary>
    SnapshotRequestOutcome SnapshotNow();

    /// <summary>Ends the run under way (operation <c>reset-snapshotting</c>); the schedule goes on.</summary>
    /// <param name="reason">What the report gives as the error, such as <c>reset requested</c>.</param>
    /// <returns>False if no run is under way.</returns>
    bool CancelRun(string reason);
}
