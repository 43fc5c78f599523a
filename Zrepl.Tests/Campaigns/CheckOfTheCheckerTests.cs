namespace Zrepl.Tests.Campaigns;

/// <summary>A campaign is worth nothing if it would not find what it looks for.</summary>
public sealed class CheckOfTheCheckerTests
{
    private const int SeedsToFindIt = 300; // most are found within ten; how commands of two machines interleave is not of the seed alone

    /// <summary>All mistakes.</summary>
    public static TheoryData<Sabotage> Mistakes() => [.. Enum.GetValues<Sabotage>().Where(sabotage => sabotage != Sabotage.None)];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_product_that_makes_this_mistake_is_found_out(Sabotage sabotage)
    {
        for (var seed = 1; seed <= SeedsToFindIt; seed++)
        {
            await using var campaign = Campaign.Simulated(seed, sabotage);
            try
            {
                await campaign.RunAsync();
            }
            catch (PromiseBrokenException)
            {
                await using var honest = Campaign.Simulated(seed);
                await honest.RunAsync(); // what was found is the mistake
                return;
            }
        }

        Assert.Fail($"{SeedsToFindIt} seeds did not find {sabotage}.");
    }
}
