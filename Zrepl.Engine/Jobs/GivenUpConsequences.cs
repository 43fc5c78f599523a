using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>Which cursors and holds nothing keeps up any more because a job changes, and which datasets it is not about any more.</summary>
/// <param name="preview">Of the engine whose job it is.</param>
/// <param name="zfs">Its ZFS.</param>
internal sealed class GivenUpConsequences(JobPreview preview, ZfsHost zfs)
{
    private const int Named = 3;

    /// <summary>Tells what a change leads to.</summary>
    public async Task<ImmutableArray<ChangeConsequence>> OfAsync(JobChange change, CancellationToken cancellation)
    {
        if (change.Before is not { } before || !IsConcerned(change, before)) return [];
        try
        {
            var found = ImmutableArray.CreateBuilder<ChangeConsequence>();
            var marks = (await OrphanedGuarantees.FindAsync(zfs, new HashSet<JobName>(), cancellation)).Where(guarantee => guarantee.Job == before.Name).ToList();
            if (change.After is not { } after || change.RenamedFrom is not null || HasOtherMarks(before, change.After)) AddIf(found, LeftBehind(change, marks));
            else
            {
                AddIf(found, await LeavingAsync(before, after, marks, cancellation));
                AddIf(found, Moving(before, after, marks));
                AddIf(found, LessProtected(before, after, marks));
            }

            return found.ToImmutable();
        }
        catch (Exception failure) when (failure is ZfsException || (failure is not OperationCanceledException && FailureText.IsExpected(failure)))
        {
            return [ChangeConsequence.Unknown(change.Name, $"which of its cursors and holds it gives up cannot be told now: {failure.Message}")];
        }
    }

    private static bool IsConcerned(JobChange change, JobDefinition before) =>
        change.After is null || change.RenamedFrom is not null || before.Type != change.After.Type
        || FilterOf(before) != FilterOf(change.After) || RootOf(before) != RootOf(change.After) || ProtectionOf(before) != ProtectionOf(change.After);

    // A job of another type continues from its own kind of marks; only push and source have the same.
    private static bool HasOtherMarks(JobDefinition before, JobDefinition after) => before.Type != after.Type && !(IsSender(before) && IsSender(after));

    private static ChangeConsequence? LeftBehind(JobChange change, List<Guarantee> left)
    {
        if (left.Count == 0) return null;
        var isOne = left.Count == 1;
        var holds = left.Any(mark => mark.Kind.IsHold()) ? $" and {(isOne ? "keeps" : "keep")} snapshots from being destroyed" : ""; // a bookmark does not
        var stay = $"{(isOne ? "It stays" : "They stay")} on the pools{holds} {Until(left.Count)}";
        return ChangeConsequence.Loss(change.Name, change switch
        {
            { RenamedFrom: { } old } => $"does not know what \"{old}\" left on the pools: {Counts(left)}. It continues from what both sides still share. {stay}",
            { After: { } after } => $"becomes a job of type {after.Type} and gives up {Counts(left)}. {stay}",
            _ => $"leaves {Counts(left)} on the pools, from which a job of the same name continues. {stay}",
        });
    }

    private async Task<ChangeConsequence?> LeavingAsync(JobDefinition before, JobDefinition after, List<Guarantee> marks, CancellationToken cancellation)
    {
        if (FilterOf(before) is not { } old || FilterOf(after) is not { } filter || old == filter) return null;
        var leaving = (await preview.FilesystemsAsync(before, cancellation)).Where(dataset => !filter.Includes(dataset)).ToHashSet();
        if (leaving.Count == 0) return null;
        var name = after.Name.Text;
        if (after is SnapJobDefinition) return ChangeConsequence.Note(name, $"takes no snapshots of {Names(leaving)} any more, and prunes none");
        var given = marks.Where(mark => leaving.Contains(mark.Dataset)).ToList();
        var what = given.Count == 0 ? "" : $": {GivenUp(given)}. {(given.Count == 1 ? "It stays" : "They stay")} where {(given.Count == 1 ? "it is" : "they are")} {Until(given.Count)}";
        return new(name, IsLoss: given.Count > 0, $"does not replicate {Names(leaving)} any more{what}. The copies on the other side are neither renewed nor pruned from then on");
    }

    private static ChangeConsequence? Moving(JobDefinition before, JobDefinition after, List<Guarantee> marks)
    {
        if (RootOf(before) is not { } old || RootOf(after) is not { } root || old == root) return null;
        var held = marks.Count(mark => mark.Kind == GuaranteeKind.LastReceivedHold && mark.Dataset.IsAtOrBelow(old));
        var holds = held == 0 ? "" : $", held by {ChangeConsequence.Count(held, "hold")} {Until(held)}";
        return ChangeConsequence.Loss(after.Name.Text, $"receives below {root} from then on: everything is sent in full again. What lies below {old} stays{holds}, is not renewed and not pruned any more");
    }

    private static ChangeConsequence? LessProtected(JobDefinition before, JobDefinition after, List<Guarantee> marks)
    {
        if (ProtectionOf(before) is not { } old || ProtectionOf(after) is not { } now || (now.Initial <= old.Initial && now.Incremental <= old.Incremental)) return null;
        var name = after.Name.Text;
        if (now.Incremental is not ProtectionKind.Nothing || old.Incremental is ProtectionKind.Nothing)
            return ChangeConsequence.Note(name, "protects its steps less: one that is broken off begins anew instead of being resumed, if its snapshots are destroyed meanwhile");
        var cursors = marks.Where(mark => mark.Kind is GuaranteeKind.Cursor).ToList();
        var what = before is PullJobDefinition ? "the cursors of its source job are given up" : cursors.Count == 0 ? "it leaves no cursor" : GivenUp(cursors);
        return ChangeConsequence.Loss(name, $"protects nothing any more: with the next replication of each dataset, {what}. If the newest snapshot that both sides have is destroyed "
            + "on one of them, a dataset can only be sent in full again");
    }

    private static string GivenUp(List<Guarantee> marks)
    {
        var cursors = marks.Where(mark => mark.Kind is GuaranteeKind.Cursor).Select(mark => mark.Dataset).ToHashSet();
        List<string> parts = [];
        if (cursors.Count > 0) parts.Add($"{(cursors.Count == 1 ? "cursor" : "cursors")} of {Names(cursors)} {(cursors.Count == 1 ? "is" : "are")} given up");
        var others = marks.Where(mark => mark.Kind is not GuaranteeKind.Cursor).ToList();
        if (others.Count > 0) parts.Add((parts.Count == 0 ? "gives up " : "and with it ") + Counts(others));
        return string.Join(", ", parts);
    }

    private static string Names(HashSet<DatasetPath> datasets)
    {
        var first = datasets.Order().Take(datasets.Count == Named + 1 ? Named + 1 : Named).Select(dataset => dataset.Text).ToList();
        return datasets.Count == first.Count
            ? first is [.. var some, var last] && some.Count > 0 ? $"{string.Join(", ", some)} and {last}" : first[0]
            : $"{string.Join(", ", first)} and {datasets.Count - first.Count} more datasets";
    }

    private static string Counts(List<Guarantee> marks)
    {
        var holds = marks.Count(mark => mark.Kind.IsHold());
        var cursors = marks.Count(mark => mark.Kind is GuaranteeKind.Cursor);
        return string.Join(" and ", new (int Number, string Word)[] { (holds, "hold"), (cursors, "replication cursor"), (marks.Count - holds - cursors, "other bookmark") }
            .Where(some => some.Number > 0).Select(some => ChangeConsequence.Count(some.Number, some.Word)));
    }

    private static string Until(int number) => $"until somebody releases {(number == 1 ? "it" : "them")} on the page Datasets";

    private static void AddIf(ImmutableArray<ChangeConsequence>.Builder found, ChangeConsequence? one)
    {
        if (one is not null) found.Add(one);
    }

    private static bool IsSender(JobDefinition job) => job is PushJobDefinition or SourceJobDefinition;

    private static FilesystemFilter? FilterOf(JobDefinition job) => job switch
    {
        PushJobDefinition push => push.Filesystems,
        SourceJobDefinition source => source.Filesystems,
        SnapJobDefinition snap => snap.Filesystems,
        _ => null,
    };

    private static DatasetPath? RootOf(JobDefinition job) => job switch { PullJobDefinition pull => pull.RootFs, SinkJobDefinition sink => sink.RootFs, _ => null };

    private static Protection? ProtectionOf(JobDefinition job) => job switch
    {
        PushJobDefinition push => push.Replication.Protection,
        PullJobDefinition pull => pull.Replication.Protection,
        _ => null,
    };
}
