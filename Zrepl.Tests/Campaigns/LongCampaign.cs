using System.Diagnostics;
using System.Globalization;

namespace Zrepl.Tests.Campaigns;

/// <summary>As many seeds as one likes: <c>scripts/campaign</c> plays them. Goes on after a seed that broke a promise and tells of all of them.</summary>
[Trait("needs", "time")]
public sealed class LongCampaign
{
    [Fact(Explicit = true)]
    public async Task No_seed_breaks_a_promise()
    {
        var (first, last) = (Number("ZREPL_CAMPAIGN_FIRST"), Number("ZREPL_CAMPAIGN_LAST"));
        var result = Environment.GetEnvironmentVariable("ZREPL_CAMPAIGN_RESULT") ?? throw Missing("ZREPL_CAMPAIGN_RESULT");
        var began = Stopwatch.GetTimestamp();
        var met = new CampaignFigures();
        var failures = new List<string>();
        for (var seed = first; seed <= last; seed++)
        {
            await using var campaign = Campaign.Simulated(seed);
            var (figures, failure) = await campaign.PlayAsync();
            met.Add(figures);
            if (failure is not null)
            {
                failures.Add(failure);
                await File.AppendAllTextAsync(result + ".stories", failure + "\n\n");
            }

            if (failure is not null || seed == last || (seed - first) % 500 == 499) await WriteAsync(seed);
        }

        Assert.True(failures.Count == 0, $"{failures.Count} seeds broke a promise; the first: {failures.FirstOrDefault()}");

        async Task WriteAsync(int seed)
        {
            var played = seed - first + 1;
            var aMinute = played / Stopwatch.GetElapsedTime(began).TotalMinutes;
            var broken = failures.Count == 0 ? "none broken" : $"{failures.Count} BROKEN: " + string.Join(", ", failures.Select(text => text.Split(':')[0]));
            await File.WriteAllTextAsync(
                result, string.Create(CultureInfo.InvariantCulture, $"{played} seeds ({first}-{seed}), {aMinute:0} a minute, {broken}; {met}\n"));
        }
    }

    private static int Number(string variable) =>
        int.Parse(Environment.GetEnvironmentVariable(variable) ?? throw Missing(variable), CultureInfo.InvariantCulture);

    private static InvalidOperationException Missing(string variable) => new($"{variable} is not set; scripts/campaign does it.");
}
