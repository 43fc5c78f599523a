using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// The one changing thing of a run: its report as it is now. Each change makes a new immutable report that shares what did not change with
/// the one before; a reader keeps what it got. The lock is held for a few assignments.
/// </summary>
internal sealed class LiveReport(TimeProvider clock)
{
    /// <summary>So many of the latest attempts keep their filesystems; a run with a thousand attempts must not eat the memory.</summary>
    public const int AttemptsInFull = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, StepCounter> _running = [];
    private ReplicationReport _report = new(clock.GetLocalNow(), null, null, null, null, []);

    /// <summary>The time as reports tell it: with the offset of this machine.</summary>
    public DateTimeOffset Now => clock.GetLocalNow();

    /// <summary>Set at each change of state, not while bytes are counted.</summary>
    public Signal Changed { get; } = new();

    /// <summary>True while some step counts bytes.</summary>
    public bool IsTransferring
    {
        get { lock (_gate) return _running.Count > 0; }
    }

    /// <summary>The report with the byte counts of this moment; the same object as long as nothing changes.</summary>
    public ReplicationReport Current()
    {
        lock (_gate)
        {
            foreach (var (filesystem, counter) in _running) TakeOver(filesystem, counter);
            return _report;
        }
    }

    public void BeginAttempt() => Change(report =>
    {
        var attempts = report.Attempts;
        if (attempts.Count >= AttemptsInFull)
        {
            var old = attempts.Count - AttemptsInFull;
            attempts = attempts.SetItem(old, attempts[old] with { Filesystems = [] });
        }

        var attempt = new AttemptReport(AttemptState.Planning, Now, null, null, []);
        return report with { WaitReconnectSince = null, WaitReconnectUntil = null, Attempts = attempts.Add(attempt) };
    });

    public void PlanningFailed(string error, FailureClass failure) => ChangeAttempt(attempt => attempt with
    {
        State = AttemptState.PlanningError,
        FinishAt = Now,
        PlanError = new(error, Now),
        ErrorClass = failure,
        Cancelled = failure == FailureClass.Cancelled ? error : null,
    });

    public void FanOut(IEnumerable<DatasetPath> filesystems) => ChangeAttempt(attempt => attempt with
    {
        State = AttemptState.FanOutFilesystems,
        Filesystems = [.. filesystems.Select(path => new FilesystemReport(
            new(path.Text), FilesystemState.Planning, BlockedOn.PlanQueue, null, null, 0, []))],
    });

    public void EndAttempt(FailureClass? failure, string? cancelled) => ChangeAttempt(attempt => attempt with
    {
        State = failure is null ? AttemptState.Done : AttemptState.FilesystemError,
        FinishAt = Now,
        ErrorClass = failure,
        Cancelled = cancelled,
    });

    public void WaitForReconnect(TimeSpan window) => Change(report => report with
    {
        WaitReconnectSince = Now,
        WaitReconnectUntil = Now + window,
    });

    public void ReconnectFailed(string error) => Change(report => report with { WaitReconnectError = new(error, Now) });

    public void Finish() => Change(report => report with { FinishAt = Now });

    /// <summary>Changes one filesystem of the running attempt.</summary>
    public void ChangeFilesystem(int filesystem, Func<FilesystemReport, FilesystemReport> change) => ChangeAttempt(attempt => attempt with
    {
        Filesystems = attempt.Filesystems.SetItem(filesystem, change(attempt.Filesystems[filesystem])),
    });

    /// <summary>Marks the current step of a filesystem as running; <paramref name="counter"/> counts its bytes from now on.</summary>
    public void BeginStep(int filesystem, StepCounter counter)
    {
        lock (_gate) _running[filesystem] = counter;
        ChangeFilesystem(filesystem, report => report with
        {
            BlockedOn = BlockedOn.Nothing,
            Steps = WithStep(report, report.CurrentStep, info => info with { StartAt = Now }),
        });
    }

    /// <summary>Ends the current step of a filesystem; a completed one makes the next one current.</summary>
    public void EndStep(int filesystem, bool completed)
    {
        lock (_gate)
        {
            if (_running.Remove(filesystem, out var counter)) TakeOver(filesystem, counter);
        }

        if (!completed) return;
        ChangeFilesystem(filesystem, report => report with
        {
            Steps = WithStep(report, report.CurrentStep, info => info with { DoneAt = Now }),
            CurrentStep = report.CurrentStep + 1,
            State = report.CurrentStep + 1 < report.Steps.Length ? FilesystemState.Stepping : FilesystemState.Done,
        });
    }

    /// <summary>A step with one thing changed.</summary>
    public static ImmutableArray<StepReport> WithStep(FilesystemReport filesystem, int step, Func<StepInfo, StepInfo> change) =>
        filesystem.Steps.SetItem(step, new StepReport(change(filesystem.Steps[step].Info)));

    // Under the lock.
    private void TakeOver(int filesystem, StepCounter counter)
    {
        var attempt = _report.Attempts[^1];
        var report = attempt.Filesystems[filesystem];
        var bytes = counter.Bytes;
        if (report.Steps[report.CurrentStep].Info.BytesReplicated == bytes) return;
        var steps = WithStep(report, report.CurrentStep, info => info with { BytesReplicated = bytes });
        attempt = attempt with { Filesystems = attempt.Filesystems.SetItem(filesystem, report with { Steps = steps }) };
        _report = _report with { Attempts = _report.Attempts.SetItem(_report.Attempts.Count - 1, attempt) };
    }

    private void ChangeAttempt(Func<AttemptReport, AttemptReport> change) => Change(report => report with
    {
        Attempts = report.Attempts.SetItem(report.Attempts.Count - 1, change(report.Attempts[^1])),
    });

    private void Change(Func<ReplicationReport, ReplicationReport> change)
    {
        lock (_gate) _report = change(_report);
        Changed.Set();
    }
}
