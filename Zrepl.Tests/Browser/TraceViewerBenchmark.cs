using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace Zrepl.Tests.Browser;

/// <summary>
/// How fast the trace viewer is with many spans; <c>scripts/bench trace-viewer</c> runs it. Only its own files are served, by the test itself: no daemon
/// takes the processor away from what is measured.
/// </summary>
[Trait("needs", "browser")]
public sealed class TraceViewerBenchmark
{
    private const string Site = "http://viewer.test/"; // never asked: every request is answered here

    private const string Page = """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>benchmark</title><link rel="stylesheet" href="css/base.css"><link rel="stylesheet" href="css/trace.css"></head>
        <body><main class="main"><h1>Benchmark</h1><div class="trace-viewer" id="viewer"></div></main></body></html>
        """;

    // A run as ours are: datasets side by side, each with steps, each step with commands.
    private const string Open = """
        async wanted => {
          const lines = ['[\n'];
          let ts = 1771232400000000, spans = 0, flow = 0;
          const say = event => lines.push(JSON.stringify({ ...event, pid: '"tank-host"' }) + '\n,');
          const begin = (tid, name) => { say({ name, ph: 'B', ts, tid, args: { id: (spans++).toString(36), path: 'R.J.run' } }); };
          const end = (tid, name) => say({ name, ph: 'E', ts, tid });
          const start = (tid, parent) => { begin(tid, tid); const id = (++flow).toString(16); say({ cat: 'task', name: 'child-task', ph: 's', ts, tid: parent, id }); say({ cat: 'task', name: 'child-task', ph: 'f', ts, tid, id }); };
          begin('active-side-job#0', 'active-side-job#0'); begin('active-side-job#0', 'invocation-1'); begin('active-side-job#0', 'do-repl');
          for (let dataset = 0; spans < wanted; dataset++) {
            const tid = `repl-fs#${dataset % 200}`;
            start(tid, 'active-side-job#0'); begin(tid, `repl-fs tank/data/set${dataset}`);
            for (let step = 0; step < 4 && spans < wanted; step++) {
              begin(tid, `step @zrepl_${step} => @zrepl_${step + 1}`);
              for (const command of ['hold zrepl_STEP', 'send -i', 'release zrepl_STEP']) {
                start('zfscmd#0', tid); begin('zfscmd#0', `zfscmd zfs ${command} tank/data/set${dataset}@zrepl_${step}`);
                ts += 40 + (spans * 7919) % 900;
                end('zfscmd#0', `zfscmd zfs ${command} tank/data/set${dataset}@zrepl_${step}`); end('zfscmd#0', 'zfscmd#0');
              }
              end(tid, `step @zrepl_${step} => @zrepl_${step + 1}`);
            }
            end(tid, `repl-fs tank/data/set${dataset}`); end(tid, tid);
          }
          end('active-side-job#0', 'do-repl'); end('active-side-job#0', 'invocation-1'); end('active-side-job#0', 'active-side-job#0');
          const file = new File([lines.join('')], 'benchmark.json');

          const { mount } = await import('/js/trace-viewer/main.js');
          const host = document.getElementById('viewer');
          mount(host, { source: '' });
          const viewer = host.traceViewer;
          const transfer = new DataTransfer();
          transfer.items.add(file);
          const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
          await frame();
          const begun = performance.now();
          host.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer }));
          while (!viewer.model) await frame();
          await frame();
          const painted = performance.now() - begun;

          window.pan = async part => {
            viewer.view.fit();
            viewer.view.zoom(part, viewer.model.begin);
            await frame();
            const times = [], draws = [];
            let direction = 1, last = performance.now();
            const from = last;
            delete viewer.draw;
            const draw = viewer.draw;
            viewer.draw = () => { const before = performance.now(); draw.call(viewer); draws.push(performance.now() - before); };
            while (last - from < 4000) {
              if (viewer.view.end >= viewer.model.horizon || viewer.view.begin < viewer.model.begin - viewer.view.span * 0.4) direction = -direction;
              viewer.view.pan(direction * viewer.view.span * 0.02);
              await frame();
              const now = performance.now();
              times.push(now - last);
              last = now;
            }
            times.sort((a, b) => a - b); draws.sort((a, b) => a - b);
            return JSON.stringify({ fps: times.length / ((last - from) / 1000), frames: times.length, draw: draws[draws.length >> 1] });
          };
          return JSON.stringify({ spans: viewer.model.spans.length, megabytes: file.size / 1048576, painted });
        }
        """;

    [Fact(Explicit = true)]
    public async Task Thousand_ten_thousand_and_a_hundred_thousand_spans()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox"],
        });
        var table = new StringBuilder("| Spans | File | First paint | its processor time | All in sight | a tenth | a thousandth |\n|---|---|---|---|---|---|---|\n");
        foreach (var spans in new[] { 1_000, 10_000, 100_000 }) table.Append(await RowAsync(browser, spans));
        var file = Environment.GetEnvironmentVariable("TRACE_VIEWER_RESULT") ?? throw new InvalidOperationException("TRACE_VIEWER_RESULT names the file for the table; scripts/bench sets it.");
        await File.WriteAllTextAsync(file, table.ToString(), TestContext.Current.CancellationToken);
    }

    private static async Task<string> RowAsync(IBrowser browser, int spans)
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(300_000);
        await page.RouteAsync(Site + "**", AnswerAsync);
        await page.GotoAsync(Site);
        var processor = await context.NewCDPSessionAsync(page);
        await processor.SendAsync("Performance.enable");

        var before = await SecondsAsync(processor);
        using var opened = JsonDocument.Parse(await page.EvaluateAsync<string>(Open, spans));
        var spent = await SecondsAsync(processor) - before; // making the file included
        var of = opened.RootElement;
        var row = new StringBuilder();
        row.Append(CultureInfo.InvariantCulture, $"| {of.GetProperty("spans").GetInt32():N0} | {of.GetProperty("megabytes").GetDouble():0.0} MiB | {of.GetProperty("painted").GetDouble():0} ms | {spent * 1000:0} ms");
        foreach (var part in new[] { 0.98, 0.1, 0.001 }) row.Append(" | ").Append(await PanAsync(page, processor, part));
        return row.Append(" |\n").ToString();
    }

    // Frames per second as they were, and processor time of a frame, which does not depend on what else the machine does.
    private static async Task<string> PanAsync(IPage page, ICDPSession processor, double part)
    {
        var before = await SecondsAsync(processor);
        using var measured = JsonDocument.Parse(await page.EvaluateAsync<string>("part => window.pan(part)", part));
        var frames = measured.RootElement.GetProperty("frames").GetInt32();
        Assert.True(frames > 0);
        var perFrame = (await SecondsAsync(processor) - before) * 1000 / frames;
        return string.Create(CultureInfo.InvariantCulture, $"{measured.RootElement.GetProperty("fps").GetDouble():0} /s, {perFrame:0.0} ms");
    }

    // Of the page's own process, all threads.
    private static async Task<double> SecondsAsync(ICDPSession processor)
    {
        var answer = await processor.SendAsync("Performance.getMetrics");
        return answer!.Value.GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == "ProcessTime").GetProperty("value").GetDouble(); // it answers
    }

    private static Task AnswerAsync(IRoute route)
    {
        var path = new Uri(route.Request.Url).AbsolutePath.TrimStart('/');
        if (path.Length == 0) return route.FulfillAsync(new() { ContentType = "text/html", Body = Page });
        var file = Path.Combine(Path.GetDirectoryName(DemoProgram.Find())!, "wwwroot", path); // the program has a directory
        return File.Exists(file)
            ? route.FulfillAsync(new() { ContentType = path.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript", Path = file })
            : route.FulfillAsync(new() { Status = 404 });
    }
}
