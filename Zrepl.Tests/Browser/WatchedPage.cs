using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Zrepl.Tests.Browser;

/// <summary>A page and everything it did that it must not do: errors in the console, requests to another host.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private const int Looks = 50;

    // Nothing if all is well; else by how much, and which elements stick out furthest.
    private const string WiderThanTheWindow = """
        () => {
          const width = window.innerWidth, beyond = document.documentElement.scrollWidth - width;
          if (beyond <= 0) return '';
          const names = [...document.querySelectorAll('body *')]
            .map(element => ({ element, right: element.getBoundingClientRect().right }))
            .filter(found => found.right > width + 0.5)
            .sort((one, other) => other.right - one.right)
            .slice(0, 5)
            .map(({ element, right }) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} ends at ${Math.round(right)}`);
          return `${beyond} px at ${width} px: ${names.join(', ')}`;
        }
        """;

    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly IBrowserContext _context;
    private readonly string _address;

    public WatchedPage(IBrowserContext context, IPage page, string address)
    {
        (_context, Page, _address) = (context, page, address);
        page.SetDefaultTimeout(30_000);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _complaints.Enqueue($"console: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"script: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _complaints.Enqueue($"request to another host: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Where the dashboard is.</summary>
    public string Address => _address;

    /// <summary>Another tab of the same browser, watched too and live.</summary>
    public async Task<WatchedPage> OtherTabAsync(string path)
    {
        var tab = new WatchedPage(_context, await _context.NewPageAsync(), _address);
        await tab.GoToAsync(path);
        return tab;
    }

    /// <summary>What it must not have done.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Goes to a page and waits until it is live.</summary>
    public async Task GoToAsync(string path)
    {
        await Page.GotoAsync(_address + path);
        await Page.Locator("html[data-live=true]").WaitForAsync();
    }

    /// <summary>What a test says about accessibility; empty if nothing serious.</summary>
    public async Task<List<string>> SeriousIssuesAsync()
    {
        await Page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        return
        [
            .. await Page.EvaluateAsync<string[]>("""
                async () => (await axe.run()).violations
                  .filter(v => v.impact === 'serious' || v.impact === 'critical')
                  .map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html).join(' | ')}`)
                """),
        ];
    }

    /// <summary>Holds if the page keeps inside its window. A window that has just been made narrow may be drawn anew first: charts measure themselves again.</summary>
    /// <param name="what">What is looked at, for the message.</param>
    public async Task FitsAsync(string what = "the page")
    {
        for (var look = 1; ; look++)
        {
            var beyond = await Page.EvaluateAsync<string>(WiderThanTheWindow);
            if (beyond.Length == 0) return;
            if (look == Looks) Assert.Fail($"{what} is wider than the window: {beyond}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Keeps a picture in <c>artifacts/test-results/screenshots</c>.</summary>
    public Task PictureAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(PictureDirectory(), name + ".png") });

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private static string PictureDirectory()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory.Parent is not null && !Directory.Exists(Path.Combine(directory.FullName, "artifacts", "zrepl"))) directory = directory.Parent;
        return Path.Combine(directory.FullName, "artifacts", "test-results", "screenshots");
    }
}
