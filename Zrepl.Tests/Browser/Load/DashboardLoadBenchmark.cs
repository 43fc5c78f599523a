using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Zrepl.Tests.Daemon;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Browser.Load;

/// <summary>
/// What the dashboard costs and how fast it is with 10,000 datasets and 500 jobs; <c>scripts/bench dashboard</c> runs it. The daemon is a process of its own
/// on a simulated machine. What pages get is taken from Chromium; what they cost the replication from pages that are drawn nowhere, since browsers would
/// take processors from it that in life are other machines'. Its speed is taken in turns with pages and without, since a machine does not stay as fast as
/// it was.
/// </summary>
[Trait("needs", "browser")]
public sealed partial class DashboardLoadBenchmark
{
    private const int Turns = 10;
    private const string Password = "correct horse battery";

    private static readonly int Browsers = Option("DASHBOARD_LOAD_BROWSERS", 50);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(Option("DASHBOARD_LOAD_SECONDS", 60));
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    [Fact(Explicit = true)]
    public async Task Ten_thousand_datasets_five_hundred_jobs_and_fifty_browsers()
    {
        var file = Environment.GetEnvironmentVariable("DASHBOARD_LOAD_RESULT") ?? throw new InvalidOperationException("DASHBOARD_LOAD_RESULT names the file for the figures; scripts/bench sets it.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using var directory = new TemporaryDirectory();
        var machine = Path.Combine(directory.Path, "machine");
        await LargeInstallation.MakeAsync(machine, limit.Token);
        await using var daemon = await DaemonProcess.StartAsync(directory.Path, LargeInstallation.Configuration(), [], limit.Token, arguments: ["--zfs-sim", machine]);
        var figures = new StringBuilder("| What | Goal | Figure |\n|---|---|---|\n");

        await Task.Delay(Watched, limit.Token); // what every start does is over then
        var calm = await RestAsync(daemon, limit.Token);
        using var playwright = await Playwright.CreateAsync();
        await using var quick = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        var (address, state) = await SetUpAsync(quick, daemon);
        var page = await (await quick.NewContextAsync(Desktop(state))).NewPageAsync();
        page.SetDefaultTimeout(120_000);
        await page.GotoAsync(address); // files are in the cache from here on
        await page.Locator("html[data-live=true]").WaitForAsync();
        await page.ReloadAsync();
        await page.Locator("html[data-live=true]").WaitForAsync();
        Row("overview, first paint", "1,000 ms", $"{await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"):0} ms");
        Row("overview, live after", "", $"{await page.EvaluateAsync<double>("() => performance.now()"):0} ms");
        Row("datasets, filtered", "200 ms", $"{await FilterAsync(page, address):0} ms");
        await quick.CloseAsync();

        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = HumbleChromium(directory), Args = ["--no-sandbox"] });
        var context = await browser.NewContextAsync(Desktop(state));
        var traffic = new List<PageTraffic>();
        for (var opened = 0; opened < Browsers; opened++)
        {
            var one = await context.NewPageAsync();
            one.SetDefaultTimeout((float)Patience.TotalMilliseconds); // it may have to wait for the processor
            traffic.Add(new(one));
            await one.GotoAsync(address);
            await one.Locator("html[data-live=true]").WaitForAsync();
        }

        foreach (var one in traffic) one.Take();
        var began = Stopwatch.GetTimestamp();
        var resting = await RestAsync(daemon, limit.Token);
        var taken = traffic.Select(one => one.Take()).ToList();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Row($"{Browsers} browsers, updates of each", "2 /s", $"{taken.Average(one => one.Updates) / seconds:0.00} /s, most {taken.Max(one => one.Updates) / seconds:0.00} /s");
        Row($"{Browsers} browsers, to each", "1 MiB/min", $"{taken.Average(one => one.Bytes) / seconds * 60 / (1 << 20):0.00} MiB/min, most {taken.Max(one => one.Bytes) / seconds * 60 / (1 << 20):0.00} MiB/min");
        Row($"daemon without browsers, with {Browsers}", "", $"{calm:0.0} and {resting:0.0} CPU s/min: {100 * (resting - calm) / 60 / Environment.ProcessorCount:0.0} % of the machine");

        await browser.CloseAsync();

        var (alone, beside) = (new List<double>(), new List<double>());
        await daemon.WakeUpAsync(LargeInstallation.Bulk, limit.Token);
        await daemon.UntilAsync(LargeInstallation.Bulk, status => ReplicationDocument.Transferred(status) > 1 << 20, limit.Token);
        var seen = new List<double>();
        for (var turn = 0; turn < Turns; turn++)
        {
            alone.Add(await SpeedAsync(daemon, limit.Token));
            var pages = await Task.WhenAll(Enumerable.Range(0, Browsers).Select(_ => DrawnNowhere.OpenAsync(address, CookiesIn(state), limit.Token)));
            began = Stopwatch.GetTimestamp();
            foreach (var one in pages) one.Take();
            beside.Add(await SpeedAsync(daemon, limit.Token));
            seen.Add(pages.Average(one => one.Take().Updates) / Stopwatch.GetElapsedTime(began).TotalSeconds);
            foreach (var one in pages) await one.DisposeAsync();
        }

        var loss = alone.Zip(beside, (without, with) => 100 * (1 - (with / without))).Order().ToList();
        Row("replication without pages", "", $"{alone.Average():0} MiB/s, {alone.Min():0} to {alone.Max():0}");
        Row($"replication beside {Browsers} pages", "3 % less", $"{beside.Average():0} MiB/s, {beside.Min():0} to {beside.Max():0}: {100 * (1 - (beside.Sum() / alone.Sum())):0.0} % less; of {Turns} turns the middle ones {loss[(Turns - 1) / 2]:0.0} and {loss[Turns / 2]:0.0} %");
        Row("updates of each of these pages", "", $"{seen.Average():0.00} /s");
        Row("memory of the daemon", "", $"{Resident(daemon.Id) >> 20} MiB");
        await File.WriteAllTextAsync(file, figures.ToString(), limit.Token);

        void Row(string what, string goal, FormattableString figure) =>
            figures.Append(CultureInfo.InvariantCulture, $"| {what} | {goal} | {figure.ToString(CultureInfo.InvariantCulture)} |\n");
    }

    // How fast the job that moves much does so, once what the change before it caused is over.
    private static async Task<double> SpeedAsync(DaemonProcess daemon, CancellationToken cancellation)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
        var (bytes, began) = (ReplicationDocument.Transferred(await daemon.StatusAsync(LargeInstallation.Bulk, cancellation)), Stopwatch.GetTimestamp());
        await Task.Delay(Watched / 4, cancellation);
        var moved = ReplicationDocument.Transferred(await daemon.StatusAsync(LargeInstallation.Bulk, cancellation)) - bytes;
        return moved / Stopwatch.GetElapsedTime(began).TotalSeconds / (1 << 20);
    }

    private static async Task<double> RestAsync(DaemonProcess daemon, CancellationToken cancellation)
    {
        var (processor, began) = (ProcessorSeconds(daemon.Id), Stopwatch.GetTimestamp());
        await Task.Delay(Watched / 2, cancellation);
        return (ProcessorSeconds(daemon.Id) - processor) * 60 / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static int Option(string name, int usual) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    private static async Task<double> FilterAsync(IPage page, string address)
    {
        await page.GotoAsync(address + "/datasets");
        await page.Locator("html[data-live=true]").WaitForAsync();
        await page.Locator("[data-testid=datasets] [data-dataset]").First.WaitForAsync();
        return await page.EvaluateAsync<double>("""
            async () => {
              const times = [];
              for (const text of ['dept-007', 'share-19', 'dept-4']) {
                const input = document.querySelector('[data-testid=filter]'), began = performance.now();
                const changed = new Promise(resolve => new MutationObserver((_, seen) => { seen.disconnect(); requestAnimationFrame(() => resolve()); })
                  .observe(document.querySelector('[data-testid=datasets]'), { childList: true, subtree: true, characterData: true }));
                input.value = text;
                input.dispatchEvent(new Event('input', { bubbles: true }));
                await changed;
                times.push(performance.now() - began);
                await new Promise(resolve => setTimeout(resolve, 1000));
              }
              return Math.max(...times);
            }
            """);
    }

    private static async Task<(string Address, string State)> SetUpAsync(IBrowser browser, DaemonProcess daemon)
    {
        var setup = Setup().Match(daemon.Output);
        Assert.True(setup.Success, daemon.Output);
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        await page.GotoAsync(setup.Groups["address"].Value + "/setup");
        await page.FillAsync("input[name='Form.Token']", setup.Groups["token"].Value);
        await page.FillAsync("input[name='Form.Name']", "anna");
        await page.FillAsync("input[name='Form.Password']", Password);
        await page.FillAsync("input[name='Form.Again']", Password);
        await page.ClickAsync("button[type=submit]");
        await page.Locator("html[data-live=true]").WaitForAsync();
        return (setup.Groups["address"].Value, await context.StorageStateAsync());
    }

    // As a browser sends those it was given.
    private static string CookiesIn(string state) =>
        string.Join("; ", JsonNode.Parse(state)!["cookies"]!.AsArray().Select(cookie => $"{cookie!["name"]}={cookie["value"]}"));

    private static string Chromium => Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    private static BrowserNewContextOptions Desktop(string state) => new() { StorageState = state, ViewportSize = new() { Width = 1440, Height = 900 } };

    // Chromium gives some of its processes a better place than nice leaves them; the idle class it does not leave.
    private static string HumbleChromium(TemporaryDirectory directory) =>
        Executable.Write(Path.Combine(directory.Path, "chromium"), $"#!/bin/sh\nexec chrt --idle 0 {Chromium} \"$@\"\n");

    private static double ProcessorSeconds(int process)
    {
        using var running = Process.GetProcessById(process);
        return running.TotalProcessorTime.TotalSeconds;
    }

    private static long Resident(int process)
    {
        using var running = Process.GetProcessById(process);
        return running.WorkingSet64;
    }

    [GeneratedRegex(@"open (?<address>http://[\w.:\[\]]+)/setup and enter the setup token (?<token>[\w-]+)")]
    private static partial Regex Setup();
}
