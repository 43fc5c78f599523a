using System.Globalization;
using Zrepl.Tests.Contracts.Pools;

namespace Zrepl.Tests.Campaigns;

/// <summary>
/// A few seeds of the campaign on real OpenZFS: kills, cuts, stalls, damaged and truncated streams, failing commands, no room, and an administrator who
/// destroys and holds. Others, or more of them, by <c>ZREPL_TEST_SEED</c> and <c>ZREPL_TEST_SEEDS</c>.
/// </summary>
[Trait("needs", "zfs")]
public sealed class RealCampaignTests(RealPool pool) : IClassFixture<RealPool>
{
    [Fact]
    public async Task Whatever_goes_wrong_no_promise_is_broken_on_real_pools_either()
    {
        Assert.SkipWhen(pool.UnavailableBecause is not null, pool.UnavailableBecause ?? "");
        var (first, count) = (Number("ZREPL_TEST_SEED", 1), Number("ZREPL_TEST_SEEDS", 3));
        var met = new CampaignFigures();
        var broken = new List<string>();
        for (var seed = first; seed < first + count; seed++)
        {
            var machine = new RealMachine(pool);
            var name = $"campaign {seed.ToString(CultureInfo.InvariantCulture)}";
            var plan = CampaignPlan.Draw(seed, pool.Source.Child(name), pool.Sink.Child(name)) with { Volume = null };
            await using var campaign = new Campaign(plan, machine, plan.IsOneMachine ? machine : new RealMachine(pool));
            var (figures, failure) = await campaign.PlayAsync();
            met.Add(figures);
            if (failure is not null) broken.Add(failure);
            TestContext.Current.SendDiagnosticMessage($"seed {seed}: {(failure is null ? "nothing broken" : failure)}; so far {met}");
        }

        Assert.True(broken.Count == 0, string.Join("\n\n", broken));
        Assert.True(met.Steps > count && met.Kills + met.Cuts + met.Stalls + met.Troubles > 0, $"Not much of a campaign: {met}");
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
