using System.Globalization;

namespace Zrepl.Tests.Campaigns;

/// <summary>
/// Whatever point the daemon, the link or a machine dies at, nothing shared is lost, pruning destroys only what its preview lists, and the
/// next run recovers (design, promises 1 to 3; spec B11, C7; item 71). A failing seed is printed; <c>ZREPL_CAMPAIGN_SEED=N</c> plays it alone.
/// </summary>
public sealed class CrashCampaignTests
{
    private const int SeedsPerBatch = 50;
    private const int ShortBatches = 2;
    private const int AllBatches = 20; // 1,000 seeds

    /// <summary>First seeds of the batches that every run of the tests plays.</summary>
    public static TheoryData<int> FirstBatches() => [.. Enumerable.Range(0, ShortBatches).Select(FirstSeedOf)];

    /// <summary>First seeds of the others.</summary>
    public static TheoryData<int> MoreBatches() => [.. Enumerable.Range(ShortBatches, AllBatches - ShortBatches).Select(FirstSeedOf)];

    [Theory]
    [MemberData(nameof(FirstBatches))]
    public Task A_daemon_or_machine_that_dies_anywhere_breaks_no_promise(int firstSeed) => PlayAsync(firstSeed);

    [Theory]
    [Trait("needs", "time")]
    [MemberData(nameof(MoreBatches))]
    public Task A_thousand_times_a_daemon_or_machine_that_dies_anywhere_breaks_no_promise(int firstSeed) => PlayAsync(firstSeed);

    private static int FirstSeedOf(int batch) => 1 + (batch * SeedsPerBatch);

    private static async Task PlayAsync(int firstSeed)
    {
        if (Environment.GetEnvironmentVariable("ZREPL_CAMPAIGN_SEED") is { Length: > 0 } one)
        {
            await PlayOneAsync(int.Parse(one, CultureInfo.InvariantCulture));
            return;
        }

        var met = new CampaignFigures();
        for (var seed = firstSeed; seed < firstSeed + SeedsPerBatch; seed++) met.Add(await PlayOneAsync(seed));
        Assert.True(met is { Kills: > 15, Crashes: > 5, Cuts: > 5, Stalls: > 1, Troubles: > 10, Resumed: > 3, Pruned: > 50 }, $"Not much of a campaign: {met}");
    }

    private static async Task<CampaignFigures> PlayOneAsync(int seed)
    {
        await using var campaign = Campaign.Simulated(seed);
        var (figures, failure) = await campaign.PlayAsync();
        if (failure is not null) Assert.Fail(failure);
        return figures;
    }
}
