using Zrepl.Engine.Units;

namespace Zrepl.Engine.Progress;

/// <summary>Why a run was cancelled, in the words reports use. Source: spec 1.10.5.</summary>
/// <param name="Text">Completes "cancelled: …".</param>
public sealed record StopReason(string Text)
{
    /// <summary>An operator asked for it.</summary>
    public static StopReason ResetRequested { get; } = new("reset requested");

    /// <summary>The process ends.</summary>
    public static StopReason DaemonShutdown { get; } = new("daemon shutdown");

    /// <summary>The watchdog gave up.</summary>
    public static StopReason NoProgressFor(TimeSpan quiet) =>
        new($"no progress for {GoDuration.Format(TimeSpan.FromSeconds(Math.Round(quiet.TotalSeconds)))}");

    /// <summary><c>cancelled: reset requested</c></summary>
    public override string ToString() => "cancelled: " + Text;
}
