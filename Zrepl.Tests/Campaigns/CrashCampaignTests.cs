namespace Zrepl.Tests.Campaigns;

/// <summary>
/// Whatever point the daemon, the link or a machine dies at, nothing shared is lost, pruning destroys only what its preview lists, and the
/// next run recovers (design, promises 1 to 3; spec B11, C7; item 71). A failing seed is printed; <c>ZREPL_CAMPAIGN_SEED=N</c> plays it alone.
/// </summary>
public sealed class CrashCampaignTests
{
    private const int SeedsPerBatch = 50;

    /// <summary>First seeds of the batches: 1,000 seeds.</summary>
    public static TheoryData<int> Batches() => [.. Enumerable.Range(0, 20).Select(batch => 1 + batch * SeedsPerBatch)];

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task A_daemon_or_machine_that_dies_anywhere_breaks_no_promise(int firstSeed)
    {
        var seeds = Environment.GetEnvironmentVariable("ZREPL_CAMPAIGN_SEED") is { Length: > 0 } one
            ? [int.Parse(one, System.Globalization.CultureInfo.InvariantCulture)]
            : Enumerable.Range(firstSeed, SeedsPerBatch);
        foreach (var seed in seeds)
        {
            await using var campaign = new Campaign(seed);
            try
            {
                await campaign.RunAsync();
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {seed}: {failure}\n\n{campaign.Story}");
            }
        }
    }
}
