using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>How an attempt ended.</summary>
/// <param name="Failure">
/// Null if everything is done. Connectivity if any filesystem with work left lost the connection, whatever happened to others (BAD-11).
/// </param>
/// <param name="Filesystems">By path; null if the sides could not be listed.</param>
internal sealed record AttemptOutcome(FailureClass? Failure, ImmutableDictionary<DatasetPath, FilesystemOutcome>? Filesystems)
{
    /// <summary>What an earlier attempt left undone of a filesystem.</summary>
    public ImmutableArray<PlannedStep> UncompletedOf(DatasetPath path) =>
        Filesystems?.GetValueOrDefault(path) is { } outcome ? outcome.Uncompleted : [];

    /// <summary>Puts the outcomes of all filesystems together.</summary>
    public static AttemptOutcome Of(IReadOnlyCollection<FilesystemOutcome> filesystems) =>
        new(filesystems.Min(filesystem => filesystem.Failure), filesystems.ToImmutableDictionary(filesystem => filesystem.Path));
}
