using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Properties;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Repairs;

/// <summary>Looks at both sides of the copy of one dataset. Changes nothing.</summary>
/// <param name="zfs">ZFS of the machine that has the copy.</param>
/// <param name="sender">The side that has the data.</param>
/// <param name="root">Where copies of this sender begin.</param>
/// <param name="receivingJob">Whose holds are on what was received.</param>
/// <param name="neighbours">What else has to do with the place; null: nothing.</param>
public sealed class RepairLook(ZfsHost zfs, ISender sender, DatasetPath root, JobName receivingJob, RepairNeighbours? neighbours = null)
{
    private readonly RepairNeighbours _neighbours = neighbours ?? RepairNeighbours.None;

    private const string Token = "receive_resume_token";
    private const string Written = "written";
    private const string Mounted = "mounted";
    private const string Clones = "clones";

    private static readonly string[] Asked = [Placeholder.Property.Text, Token, Written, Mounted];

    /// <summary>Looks.</summary>
    /// <param name="filesystem">The dataset, as the sender names it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EndpointException">The sender does not have or does not give it, or a side cannot be listed.</exception>
    public async Task<RepairFacts> FactsAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        var offered = await sender.ListFilesystemsAsync(cancellation);
        if (offered.FirstOrDefault(one => one.Path == filesystem) is not { } source)
            throw new EndpointException($"the sender has no dataset {filesystem} for this job; its names are those on the sender (zrepl status lists them)");
        if (source.Problem is { } problem) throw new EndpointException(problem);
        var sent = await sender.ListVersionsAsync(filesystem, cancellation);
        var places = await PlacesAsync(offered, cancellation);
        return await ZfsFailures.ExplainAsync("look at the copy", async () =>
        {
            if (_neighbours.RootFilesystem is { } rootFs) await LocalReceiver.RequireRootAsync(zfs, rootFs, cancellation);
            var target = root.Append(filesystem);
            var there = await zfs.Inventory.TakeAsync([root], cancellation);
            return new RepairFacts
            {
                Filesystem = filesystem, Target = target, Sent = sent,
                Received = there.Find(target) is { } found ? await ReceivedAsync(found, there, cancellation) : null,
                Elsewhere = Elsewhere(there, target, places, sent),
                Taken = [.. there.Datasets.Select(one => one.Path), .. places.Keys],
                JobsThere = _neighbours.JobsThere,
                Initial = _neighbours.Initial,
            };
        });
    }

    // Where copies belong below this root, also those that are still to come; of another job, or of this one (null).
    private async Task<Dictionary<DatasetPath, JobName?>> PlacesAsync(ImmutableArray<EndpointFilesystem> offered, CancellationToken cancellation)
    {
        var places = offered.Select(one => root.Append(one.Path)).Distinct().ToDictionary(place => place, _ => (JobName?)null); // a peer may name one twice
        foreach (var (job, other) in _neighbours.Senders)
            foreach (var one in await other.ListFilesystemsAsync(cancellation)) places.TryAdd(root.Append(one.Path), job);
        return places;
    }

    private async Task<ReceivedDataset?> ReceivedAsync(DatasetListing found, DatasetInventory there, CancellationToken cancellation)
    {
        PropertyTable table, ofSnapshots;
        try
        {
            ofSnapshots = await zfs.PropertyReader.ReadSnapshotsAsync(found.Path, [Clones], cancellation);
            table = await zfs.PropertyReader.ReadAsync(found.Path.Text, Asked, cancellation);
        }
        catch (DatasetMissingException)
        {
            return null; // gone meanwhile
        }

        var held = found.Versions.Where(version => version is { IsSnapshot: true, UserRefs: not 0 }).ToDictionary(version => found.Path.Snapshot(version.Name));
        var holds = held.Count == 0 ? [] : await zfs.Holds.ListAsync([.. held.Keys], cancellation);
        var own = GuaranteeNames.LastReceivedTag(receivingJob);
        return new()
        {
            Versions = found.Versions,
            IsPlaceholder = Placeholder.IsPlaceholder(found.Path, table.Find(found.Path.Text, Placeholder.Property.Text)),
            HasPartialState = table.Find(found.Path.Text, Token)?.Value is { Length: > 1 },
            WrittenBytes = long.TryParse(table.Find(found.Path.Text, Written)?.Value, out var bytes) ? bytes : 0,
            Clones = found.Versions.Where(version => version.IsSnapshot)
                .Select(version => (version.Guid, Names: ofSnapshots.Find(version.On(found.Path), Clones)?.Value))
                .Where(clones => clones.Names is { Length: > 1 }).ToImmutableSortedDictionary(clones => clones.Guid, clones => clones.Names!), // filtered above
            IsMounted = table.Find(found.Path.Text, Mounted)?.Value == "yes",
            LastReceived = holds.Where(hold => hold.Tag.Text == own).Select(hold => held[hold.Snapshot]).MaxBy(version => version.CreateTxg)?.Guid,
            HeldBy = holds.Where(hold => hold.Tag.Text != own).GroupBy(hold => held[hold.Snapshot].Guid)
                .ToImmutableSortedDictionary(same => same.Key, same => string.Join(", ", same.Select(hold => hold.Tag.Text).Order(StringComparer.Ordinal))),
            Below = BelowOf(found.Path, there),
        };
    }

    // A dataset that is itself the copy of another is not offered, or only shown: that one would lose it.
    private ImmutableArray<FoundElsewhere> Elsewhere(
        DatasetInventory there, DatasetPath target, Dictionary<DatasetPath, JobName?> places, ImmutableArray<FilesystemVersion> sent)
    {
        var guids = sent.Select(version => version.Guid).ToHashSet();
        return
        [
            .. there.Datasets
                .Where(one => one.Path != target && !one.Path.IsBelow(target) && (!places.TryGetValue(one.Path, out var owner) || owner is not null))
                .Where(one => one.Versions.Any(version => version.IsSnapshot && guids.Contains(version.Guid)))
                .Select(one => new FoundElsewhere(one.Path, one.Versions, BelowOf(one.Path, there), OwnerOf(one.Path, places))),
        ];
    }

    private JobName? OwnerOf(DatasetPath path, Dictionary<DatasetPath, JobName?> places) =>
        places.GetValueOrDefault(path)
        ?? _neighbours.Roots.Where(other => path == other.Root || path.IsBelow(other.Root)).Select(other => (JobName?)other.Job).FirstOrDefault();

    private static ImmutableArray<DatasetPath> BelowOf(DatasetPath path, DatasetInventory there) =>
        [.. there.Datasets.Select(one => one.Path).Where(one => one.IsBelow(path))];
}
