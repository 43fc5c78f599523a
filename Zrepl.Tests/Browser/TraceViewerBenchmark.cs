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

    // A run as ours are: datasets side by side, each with steps, each step with commands. Milliseconds of the parts, then frames per second.
    private const string Measure = """
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

          const pan = async part => {
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
            return { fps: times.length / ((last - from) / 1000), slowest: times.at(-1), draw: draws[draws.length >> 1], worst: draws.at(-1) };
          };
          return JSON.stringify({ spans: viewer.model.spans.length, megabytes: file.size / 1048576, painted, all: await pan(0.98), tenth: await pan(0.1), thousandth: await pan(0.001) });
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
        var table = new StringBuilder("| Spans | File | First paint | Panning, all in sight | a tenth | a thousandth | One drawing, half / worst |\n|---|---|---|---|---|---|---|\n");
        foreach (var spans in new[] { 1_000, 10_000, 100_000 })
        {
            using var measured = JsonDocument.Parse(await MeasureAsync(browser, spans));
            var of = measured.RootElement;
            var all = of.GetProperty("all");
            table.Append(CultureInfo.InvariantCulture, $"| {of.GetProperty("spans").GetInt32():N0} | {of.GetProperty("megabytes").GetDouble():0.0} MiB | {of.GetProperty("painted").GetDouble():0} ms | ")
                .Append(CultureInfo.InvariantCulture, $"{Rate(all)} | {Rate(of.GetProperty("tenth"))} | {Rate(of.GetProperty("thousandth"))} | ")
                .Append(CultureInfo.InvariantCulture, $"{all.GetProperty("draw").GetDouble():0.0} / {all.GetProperty("worst").GetDouble():0.0} ms |\n");
            Assert.True(all.GetProperty("fps").GetDouble() > 0);
        }

        var file = Environment.GetEnvironmentVariable("TRACE_VIEWER_RESULT") ?? throw new InvalidOperationException("TRACE_VIEWER_RESULT names the file for the table; scripts/bench sets it.");
        await File.WriteAllTextAsync(file, table.ToString(), TestContext.Current.CancellationToken);
    }

    private static string Rate(JsonElement panning) => string.Create(CultureInfo.InvariantCulture, $"{panning.GetProperty("fps").GetDouble():0} /s");

    private static async Task<string> MeasureAsync(IBrowser browser, int spans)
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(300_000);
        await page.RouteAsync(Site + "**", AnswerAsync);
        await page.GotoAsync(Site);
        return await page.EvaluateAsync<string>(Measure, spans);
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
