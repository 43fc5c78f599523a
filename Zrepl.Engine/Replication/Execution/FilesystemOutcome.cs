using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>What the next attempt has to know about a filesystem.</summary>
/// <param name="Path">Which.</param>
/// <param name="TokenBefore">The receiver's resume token when the attempt began, or null.</param>
/// <param name="Uncompleted">Steps that were planned and not completed; empty also if there was no plan.</param>
/// <param name="CompletedSteps">Steps completed in this attempt.</param>
/// <param name="Bytes">Bytes transferred in this attempt.</param>
/// <param name="Failure">Why it ended early; null if it did not.</param>
internal sealed record FilesystemOutcome(
    DatasetPath Path, string? TokenBefore, ImmutableArray<PlannedStep> Uncompleted, int CompletedSteps, long Bytes, FailureClass? Failure);
