namespace Zrepl.Engine.Snapshotting;

/// <summary>Carries the failure of a snapshot out of the callback of a hook plan.</summary>
internal sealed class SnapshotRefusedException(SnapshotFailure failure) : Exception(failure.Reason);
