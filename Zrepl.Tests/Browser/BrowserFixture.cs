using Microsoft.Playwright;

namespace Zrepl.Tests.Browser;

/// <summary>One demonstration and one browser for all tests that only look or press buttons.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1); // of a test that expects something of a page, on a busy machine

    private IPlaywright? _playwright;
    private DemoProgram? _program;
    private IBrowser? _browser;

    /// <summary>Where the dashboard is.</summary>
    public string Address => _program!.Address; // the fixture is ready before any test

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)LongestWait.TotalMilliseconds); // a page's own default does not concern what is expected of it
        _program = await DemoProgram.StartAsync("http://127.0.0.1:0", CancellationToken.None);
        _playwright = await Playwright.CreateAsync();
        // The distribution's browser; its sandbox needs a user that tests in containers are not.
        var path = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    /// <summary>A page of a fresh visitor, watched for whatever it must not do.</summary>
    internal async Task<WatchedPage> OpenAsync(string path, int width = 1440, ColorScheme scheme = ColorScheme.Light, string? address = null,
        bool isLive = true)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 500 ? 780 : 900 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce,
        });
        var page = new WatchedPage(context, await context.NewPageAsync(), address ?? Address);
        if (isLive) await page.GoToAsync(path);
        else await page.Page.GotoAsync(page.Address + path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_program is not null) await _program.DisposeAsync();
    }
}

/// <summary>Tests in a browser share one demonstration and run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser";
}
