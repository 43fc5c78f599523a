using System.Collections.Immutable;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>
/// The plan that continues an interrupted receive. It takes precedence over every other plan: otherwise the holds of the interrupted step
/// would stay behind. Source: spec 1.5.3.
/// </summary>
internal abstract record ResumedPath
{
    private ResumedPath()
    {
    }

    /// <summary>The interrupted step, then one step for each newer snapshot.</summary>
    public sealed record Found(ImmutableArray<PlannedStep> Steps) : ResumedPath;

    /// <summary>The stream cannot be continued: its progress is lost, a plan without the token is needed (BAD-2).</summary>
    /// <param name="Reason">For the operator.</param>
    public sealed record Unusable(string Reason) : ResumedPath;

    /// <summary>The token contradicts itself.</summary>
    public sealed record Impossible(PlanProblem Problem) : ResumedPath;

    /// <summary>Looks for what a decoded token speaks of.</summary>
    /// <param name="token">The receiver's token.</param>
    /// <param name="filesystem">The sender's path.</param>
    /// <param name="senderVersions">Its versions, in any order.</param>
    public static ResumedPath For(ResumeToken token, DatasetPath filesystem, IEnumerable<FilesystemVersion> senderVersions)
    {
        var sorted = VersionOrder.Of(senderVersions);
        FilesystemVersion? from = null;
        var to = -1;
        for (var i = 0; i < sorted.Length; i++)
        {
            // A snapshot is the better base than its bookmark: the size of its stream can be estimated.
            if (sorted[i].Guid == token.FromGuid && from is not { IsSnapshot: true }) from = sorted[i];
            if (sorted[i].Guid == token.ToGuid && sorted[i].IsSnapshot) to = i;
        }

        if (to < 0) return new Unusable($"resume token `toguid` = {token.ToGuid} not found on sender (`toname` = \"{token.ToName}\")");
        if (from is not null && ReferenceEquals(from, sorted[to])) return new Impossible(PlanProblem.TokenStartsWhereItEnds);

        // In both cases every sender refuses the token (spec A11.8), today and in each later run.
        if (token.FromGuid is { } fromGuid && from is null)
            return new Unusable($"resume token `fromguid` = {fromGuid} not found on sender");
        if (token.ToName.Dataset != filesystem)
            return new Unusable($"resume token `toname` = \"{token.ToName}\" is not of filesystem \"{filesystem}\"");

        var first = new PlannedStep(from, sorted[to], token.Text);
        var snapshots = sorted[to..].Where(version => version.IsSnapshot).ToImmutableArray();
        return new Found([first, .. PlannedStep.Along(snapshots)]);
    }
}
