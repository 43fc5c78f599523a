using System.Collections.Immutable;
using Zrepl.Engine.Freshness;

namespace Zrepl.Tests.Engine.Freshness;

/// <summary>What a sink knows of the copies that clients bring (promise 5 of the design).</summary>
public sealed class ReceivedCopiesTests
{
    private static readonly DateTimeOffset Noon = new(2024, 6, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_snapshot_received_makes_its_dataset_younger_and_leaves_the_others_as_they_are()
    {
        var known = ReceivedCopies.After([], "backup/nas/tank/b", "monday", Noon, Noon.AddMinutes(1));
        known = ReceivedCopies.After(known, "backup/nas/tank/a", "monday", Noon, Noon.AddMinutes(2));
        known = ReceivedCopies.After(known, "backup/nas/tank/b", "tuesday", Noon.AddDays(1), Noon.AddDays(1));
        Assert.Equal(["backup/nas/tank/a monday", "backup/nas/tank/b tuesday"], Told(known));
        Assert.Equal(Noon.AddMinutes(1), known[1].FirstSeenAt);
        Assert.Same(known[1], DatasetCopy.Find(known, "backup/nas/tank/b"));
    }

    [Fact]
    public void A_look_finds_what_is_there_and_forgets_what_is_gone()
    {
        ImmutableArray<DatasetCopy> known = [Copy("a", "monday", 0) with { FirstSeenAt = Noon }, Copy("gone", "monday", 0) with { FirstSeenAt = Noon }];
        var looked = ReceivedCopies.Listed(known, [Copy("a", "tuesday", 1), Copy("new", "tuesday", 1)], Noon.AddDays(1));
        Assert.Equal(["a tuesday", "new tuesday"], Told(looked));
        Assert.Equal(Noon, looked[0].FirstSeenAt);
    }

    [Fact]
    public void What_is_received_while_somebody_looks_is_not_lost()
    {
        var began = Noon.AddDays(1);
        ImmutableArray<DatasetCopy> known = [Copy("a", "tuesday", 1), Copy("first", "tuesday", 1) with { FirstSeenAt = began.AddSeconds(1) }];
        Assert.Equal(["a tuesday", "first tuesday"], Told(ReceivedCopies.Listed(known, [Copy("a", "monday", 0)], began)));
    }

    private static DatasetCopy Copy(string dataset, string snapshot, int days) => new(dataset) { Snapshot = snapshot, TakenAt = Noon.AddDays(days) };

    private static IEnumerable<string> Told(ImmutableArray<DatasetCopy> copies) => copies.Select(copy => $"{copy.Dataset} {copy.Snapshot}");
}
