using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Campaigns;

/// <summary>A promise of the product is broken.</summary>
internal sealed class PromiseBrokenException(string what) : Exception(what);

/// <summary>Looks at the disks, from outside, whether the promises of the product hold (design 1).</summary>
internal sealed class Promises(CampaignPlan plan, Machine sender, Machine receiver)
{
    private readonly HashSet<string> _replicated = [];
    private readonly Dictionary<ulong, string> _content = [];
    private readonly HashSet<(ulong Guid, ulong CreateTxg)> _equal = []; // copies that were compared; what is in a snapshot does not change
    private readonly List<(Machine Machine, SnapshotPath Snapshot)> _held = [];

    /// <summary>Remembers what a snapshot held when it was taken.</summary>
    public async Task RememberAsync(string dataset, FilesystemVersion snapshot) =>
        _content[snapshot.Guid] = await sender.DigestAsync(DatasetPath.Parse(dataset).Snapshot(snapshot.Name));

    /// <summary>An administrator holds a snapshot.</summary>
    public void RememberHold(Machine machine, SnapshotPath snapshot) => _held.Add((machine, snapshot));

    /// <summary>He lets one of them go.</summary>
    /// <returns>Which, or null if he holds none.</returns>
    public (Machine Machine, SnapshotPath Snapshot)? ForgetHold()
    {
        if (_held.Count == 0) return null;
        var first = _held[0];
        _held.RemoveAt(0);
        return first;
    }

    /// <summary>What is held by somebody else stays, and stays held.</summary>
    public async Task CheckHoldsAsync()
    {
        foreach (var (machine, snapshot) in _held)
        {
            var isThere = (await machine.VersionsAsync(snapshot.Dataset.Text)).Any(version => version.IsSnapshot && version.Name == snapshot.Name);
            if (!isThere || !await machine.IsHeldAsync(snapshot)) throw Broken(snapshot.Dataset.Text, $"an administrator holds {snapshot}, and it is {(isThere ? "not held any more" : "gone")}");
        }
    }

    /// <summary>Promise 1, and that no copy differs from its original: must hold whenever anybody looks.</summary>
    public async Task CheckAlwaysAsync(string dataset)
    {
        var there = (await receiver.VersionsAsync(plan.CopyOf(dataset))).Where(version => version.IsSnapshot).ToArray();
        foreach (var copy in there) await CheckContentAsync(dataset, copy);
        var here = await sender.VersionsAsync(dataset);
        var isShared = there.Any(copy => here.Any(version => version.Guid == copy.Guid));
        if (isShared) _replicated.Add(dataset);
        else if (_replicated.Contains(dataset)) throw Broken(dataset, $"both sides had a version in common and have none any more; here {Text(here)}, there {Text(there)}");
    }

    /// <summary>Promise 2: what went was in the preview, and the rules did not keep it.</summary>
    /// <returns>How many went.</returns>
    public static int CheckPruned(
        string dataset, FilesystemVersion[] before, FilesystemVersion[] after, ImmutableArray<FilesystemPrunePlan> preview, RetentionPolicy rules)
    {
        var left = after.Select(version => version.Guid).ToHashSet();
        var gone = before.Where(version => version.IsSnapshot && !left.Contains(version.Guid)).ToArray();
        var listed = preview.OfType<FilesystemPrunePlan.Planned>().Where(plan => plan.Path.Text == dataset)
            .SelectMany(plan => plan.Destroy).Select(version => version.Guid).ToHashSet();
        if (gone.Where(version => !listed.Contains(version.Guid)).ToArray() is { Length: > 0 } unlisted)
            throw Broken(dataset, $"pruning destroyed {Text(unlisted)}, which the preview did not list");

        // Told apart from the code under test: the newest N, and no rule at all.
        var kept = rules.Rules.OfType<KeepLastN>().Select(rule => rule.Count).DefaultIfEmpty(int.MaxValue).Max();
        var newest = before.Where(version => version.IsSnapshot).OrderByDescending(version => version.CreateTxg).Take(kept).ToArray();
        if (newest.Intersect(gone).ToArray() is { Length: > 0 } wrong) throw Broken(dataset, $"pruning destroyed {Text(wrong)} against {rules}");
        return gone.Length;
    }

    /// <summary>Promise 3: after a run without faults everything is there, and nothing is left lying about (spec B7.4 I2, B5).</summary>
    /// <param name="dataset">Where.</param>
    /// <param name="wasSent">True if that run had something to send; else the receiver may not have held what it received last (spec B11, R8).</param>
    public async Task CheckAtRestAsync(string dataset, bool wasSent)
    {
        await CheckAlwaysAsync(dataset);
        var here = await sender.VersionsAsync(dataset);
        var there = await receiver.VersionsAsync(plan.CopyOf(dataset));
        if (here.LastOrDefault(version => version.IsSnapshot) is not { } newest) return;
        if (!there.Any(copy => copy.IsSnapshot && copy.Guid == newest.Guid))
            throw Broken(dataset, $"the newest snapshot {newest} is not on the receiver; here {Text(here)}, there {Text(there)}");

        var left = await sender.GuaranteesAsync(dataset);
        var onCopy = await receiver.GuaranteesAsync(plan.CopyOf(dataset));
        Only(dataset, left, GuaranteeKind.Cursor, newest.Guid);
        if (wasSent || onCopy.Length > 1) Only(dataset, onCopy, GuaranteeKind.LastReceivedHold, newest.Guid);
        if (StaleGuarantees.Among([.. left, .. onCopy]) is { Stale: var stale, Suspects: var suspects } && stale.Length + suspects.Length > 0)
            throw Broken(dataset, $"stale: {string.Join(", ", stale.Concat(suspects))}");
    }

    private async Task CheckContentAsync(string dataset, FilesystemVersion copy)
    {
        if (_equal.Contains((copy.Guid, copy.CreateTxg))) return;
        var name = DatasetPath.Parse(plan.CopyOf(dataset)).Snapshot(copy.Name);
        if (!_content.TryGetValue(copy.Guid, out var expected)) throw Broken(dataset, $"{name} was never taken on the sender");
        if (await receiver.DigestAsync(name) != expected) throw Broken(dataset, $"{name} differs from the snapshot it is a copy of");
        _equal.Add((copy.Guid, copy.CreateTxg));
    }

    private static void Only(string dataset, Guarantee[] guarantees, GuaranteeKind kind, ulong guid)
    {
        if (guarantees is not [var only] || only.Kind != kind || only.Version.Guid != guid)
            throw Broken(dataset, $"expected one {kind.Id()} on the newest snapshot and nothing else, found: {string.Join(", ", guarantees.AsEnumerable())}");
    }

    private static PromiseBrokenException Broken(string dataset, string what) => new($"{dataset}: {what}");

    private static string Text(IEnumerable<FilesystemVersion> versions) => "[" + string.Join(" ", versions) + "]";
}
