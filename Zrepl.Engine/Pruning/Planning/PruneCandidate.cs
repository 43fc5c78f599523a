using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>A filesystem of the target.</summary>
/// <param name="Path">The sender's path.</param>
/// <param name="SkipReason">Why it is left alone, or null.</param>
internal sealed record PruneCandidate(DatasetPath Path, string? SkipReason);
