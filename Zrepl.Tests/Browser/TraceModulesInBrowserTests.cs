using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>The modules of the trace viewer, each by itself, in the browser they are made for.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class TraceModulesInBrowserTests(BrowserFixture browser)
{
    // What every script below may use.
    private const string Imports = """
        const at = '/js/trace-viewer/';
        const [{ EventReader }, { TraceModel }, { Layout }, { computeSelf, summarise }, { criticalPath, mainSpan }, { search }, { toChrome }, lookup, { TimeView }, { flameOf }, counters] = await Promise.all(
          ['events', 'model', 'layout', 'summary', 'critical', 'search', 'export', 'lookup', 'view', 'flame', 'counters'].map(name => import(`${at}${name}.js`)));
        const read = (text, pieces = [text]) => { const reader = new EventReader(), events = []; for (const piece of pieces) reader.push(piece, event => events.push(event)); reader.end(); return { reader, events }; };
        const modelOf = events => { const model = new TraceModel(); for (const event of events) model.add(event); model.settle(); new Layout(model); computeSelf(model); return model; };
        const task = (name, ts, parent) => [{ name, ph: 'B', ts, pid: 'h', tid: name }, ...(parent ? [{ cat: 'task', name: 'child-task', ph: 's', ts, pid: 'h', tid: parent, id: name }, { cat: 'task', name: 'child-task', ph: 'f', ts, pid: 'h', tid: name, id: name }] : [])];
        const begin = (tid, name, ts, args) => ({ name, ph: 'B', ts, pid: 'h', tid, args }), end = (tid, name, ts, args) => ({ name, ph: 'E', ts, pid: 'h', tid, args });
        """;

    [Fact]
    public async Task A_recording_cut_off_anywhere_and_fed_in_any_pieces_gives_the_whole_events_before_the_cut()
    {
        var told = await RunAsync("""
            const whole = read(input).events;
            const problems = [];
            for (let cut = 2; cut < input.length; cut += 37) {
              const { events, reader } = read(input.slice(0, cut));
              if (JSON.stringify(events) !== JSON.stringify(whole.slice(0, events.length))) problems.push(`cut at ${cut}`);
              if (reader.broken > 0) problems.push(`broken at ${cut}`);
              modelOf(events);
            }
            const bits = input.match(/[\s\S]{1,7}/g);
            if (JSON.stringify(read('', bits).events) !== JSON.stringify(whole)) problems.push('pieces');
            return { count: whole.length, problems };
            """, await RecordingAsync());
        Assert.Equal(296, told.GetProperty("count").GetInt32());
        Assert.Empty(told.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task Every_form_of_the_format_is_read()
    {
        var told = await RunAsync("""
            const events = [
              { name: 'out\\"er { [', ph: 'X', ts: 10.5, dur: 100, pid: 1, tid: 1, args: { text: 'a "}]" \\\\' } }, { name: 'inner', ph: 'X', ts: 20, dur: 30.25, pid: 1, tid: 1 },
              { name: 'late', ph: 'X', ts: 5, dur: 2, pid: 1, tid: 1 }, { name: 'request', cat: 'net', ph: 'b', ts: 12, pid: 1, tid: 1, id: '0x1' }, { name: 'request', cat: 'net', ph: 'b', ts: 14, pid: 1, tid: 2, id: '0x2' },
              { name: 'request', cat: 'net', ph: 'e', ts: 30, pid: 1, tid: 1, id: '0x2' }, { name: 'request', cat: 'net', ph: 'e', ts: 40, pid: 1, tid: 1, id: '0x1' }, { name: 'thread_name', ph: 'M', pid: 1, tid: 1, args: { name: 'main' } },
              { name: 'load', ph: 'C', ts: 30, pid: 1, args: { cpu: 3 } }, { name: 'end without begin', ph: 'E', ts: 31, pid: 1, tid: 9 }, { name: 'open', ph: 'B', ts: 50, pid: 1, tid: 7 }];
            const list = read(JSON.stringify(events)).events, object = read(JSON.stringify({ displayTimeUnit: 'ms', traceEvents: events, otherData: { a: [1] } })).events;
            const open = read('[\n' + events.map(event => JSON.stringify(event)).join('\n,') + '\n,').events;
            const model = modelOf(list);
            const inner = model.spans.find(span => span.name === 'inner');
            const lanes = new Layout(model).lanes.map(lane => [lane.label, lane.rows.length]);
            return { same: JSON.stringify(list) === JSON.stringify(object) && JSON.stringify(list) === JSON.stringify(open), parent: inner.parent.name, length: model.durationOf(inner), begin: model.begin,
              lanes, unmatched: model.unmatchedEnds, open: model.spans.filter(span => Number.isNaN(span.end)).map(span => span.name), series: counters.seriesOf(model).map(series => series.name), horizon: model.horizon };
            """);
        Assert.True(told.GetProperty("same").GetBoolean());
        Assert.Equal("out\\\"er { [", told.GetProperty("parent").GetString());
        Assert.Equal(30.25, told.GetProperty("length").GetDouble());
        Assert.Equal(-5.5, told.GetProperty("begin").GetDouble());
        Assert.Equal("""[["main",2],["request",1],["request",1],["7",1]]""", told.GetProperty("lanes").GetRawText());
        Assert.Equal((1, "open", "load cpu"), (told.GetProperty("unmatched").GetInt32(), told.GetProperty("open")[0].GetString(), told.GetProperty("series")[0].GetString()));
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("{\"a\": 1}", "There is no list of trace events in this file.")]
    [InlineData("<html>", "neither a JSON list nor a JSON object")]
    [InlineData("[1, 2]", "something else than events")]
    public async Task What_is_no_trace_is_told_in_words(string text, string reason)
    {
        var told = await RunAsync("try { read(input); return ''; } catch (failure) { return failure.message; }", text);
        Assert.Contains(reason, told.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_stand_below_the_span_that_started_them_and_share_lanes_when_they_do_not_overlap()
    {
        var told = await RunAsync(Story + """
            const model = modelOf(story);
            const layout = new Layout(model);
            const send = model.spans.find(span => span.name.startsWith('zfscmd zfs send'));
            return { lanes: layout.lanes.map(lane => `${'  '.repeat(lane.level)}${lane.label}`), around: send.parent.parent.name, row: send.row, height: layout.height > 0,
              closed: new Layout(model, new Set([layout.lanes[1].key])).lanes.length };
            """);
        Assert.Equal(["active-side-job", "  repl-fs tank/a", "    zfscmd", "  repl-fs tank/b"], told.GetProperty("lanes").EnumerateArray().Select(lane => lane.GetString()));
        Assert.Equal("step @1 => @2", told.GetProperty("around").GetString());
        Assert.Equal(0, told.GetProperty("row").GetInt32());
        Assert.Equal(3, told.GetProperty("closed").GetInt32());
    }

    [Fact] // F4: critical path and self time
    public async Task The_critical_path_has_no_gap_and_explains_waiting_by_the_work_it_waited_for()
    {
        var told = await RunAsync(Story + """
            const model = modelOf(story), main = mainSpan(model), path = criticalPath(main, model);
            let until = main.begin, gaps = 0;
            for (const piece of path) { if (piece.begin !== until) gaps++; until = piece.end; }
            const by = {};
            for (const piece of path) by[piece.span.name] = (by[piece.span.name] ?? 0) + piece.end - piece.begin;
            const groups = summarise(model);
            return { gaps, until, end: model.endOf(main), main: main.name, by, send: (({ count, total, self }) => ({ count, total, self }))(groups.find(group => group.name === 'zfs send')), replicate: groups.find(group => group.name === 'do-repl').self, flame: flameOf(main, model).spans[0].name };
            """);
        Assert.Equal(0, told.GetProperty("gaps").GetInt32());
        Assert.Equal(told.GetProperty("end").GetDouble(), told.GetProperty("until").GetDouble());
        Assert.Equal("invocation-1", told.GetProperty("main").GetString());
        var by = told.GetProperty("by");
        Assert.Equal(300, by.GetProperty("zfscmd zfs send tank/a@2").GetDouble());
        Assert.Equal(1, by.GetProperty("internal/replication/driver.(*stepQueue).WaitReady").GetDouble()); // tank/b waited for tank/a; this is the handing over
        Assert.Equal((1, 300.0, 300.0), (told.GetProperty("send").GetProperty("count").GetInt32(), told.GetProperty("send").GetProperty("total").GetDouble(), told.GetProperty("send").GetProperty("self").GetDouble()));
        Assert.Equal(30, told.GetProperty("replicate").GetDouble()); // what runs side by side in it is taken off once
        Assert.Equal("invocation", told.GetProperty("flame").GetString());
    }

    [Fact] // F4: search by name, tag, job, filesystem, error only
    public async Task Spans_are_found_by_name_fact_and_failure()
    {
        var told = await RunAsync(Story + """
            const model = modelOf(story), found = (text, errors) => search(model, text, errors).map(span => span.name);
            return [found('ZFS send'), found('filesystem=tank/a'), found('job=to_nas'), found('', true), found('busy'), found(''), found('nothing like it')];
            """);
        Assert.Equal(
            """[["zfscmd zfs send tank/a@2"],["step @1 => @2"],["invocation-1"],["step @1 => @3"],["step @1 => @3"],[],[]]""", told.GetRawText());
    }

    [Fact] // traces of other programs, or of somebody who means harm
    public async Task Arrows_in_a_circle_and_spans_nested_deeper_than_calls_can_be_do_no_harm()
    {
        var told = await RunAsync("""
            const arrow = (id, from, to, ts) => [{ cat: 'task', name: 'child-task', ph: 's', ts, pid: 'h', tid: from, id }, { cat: 'task', name: 'child-task', ph: 'f', ts, pid: 'h', tid: to, id }];
            const ofEvents = events => { const model = new TraceModel(); for (const event of events) model.add(event); model.settle(); return model; };
            const circle = modelOf([begin('a', 'a', 0), begin('b', 'b', 1), ...arrow('1', 'a', 'b', 2), ...arrow('2', 'b', 'a', 3)]);
            let steps = 0;
            for (let at = circle.spans.find(span => span.name === 'b'); at && steps < 100; at = at.parent) steps++;
            const depth = 20000, deep = ofEvents(Array.from({ length: depth }, (_, index) => ({ name: 'd', ph: 'X', ts: depth - index, dur: 2 * index + 1, pid: 1, tid: 1 })));
            return { steps, loose: circle.flows.length, exported: JSON.parse(toChrome(deep)).traceEvents.filter(event => event.name === 'd').length };
            """);
        Assert.Equal(2, told.GetProperty("steps").GetInt32());
        Assert.Equal(1, told.GetProperty("loose").GetInt32());
        Assert.InRange(told.GetProperty("exported").GetInt32(), 20_000, 40_000);
    }

    [Fact] // traces of other programs, or of somebody who means harm
    public async Task An_event_of_no_thread_or_time_is_left_out_and_counted_and_the_rest_is_shown()
    {
        var told = await RunAsync("""
            const x = more => ({ name: 'x', ph: 'X', ts: 1, dur: 2, pid: 1, tid: 1, ...more });
            const odd = [x({ tid: { toString: 1 } }), x({ pid: [1] }), x({ ts: { valueOf: 1 } }), x({ dur: [] }), x({ name: {} }), x({ ph: ['X'] }), x({ cat: [], id: {} }), { name: 'a', ph: 'b', ts: 1, id2: { local: {} } }, { name: 'thread_name', ph: 'M', pid: {}, tid: 1, args: { name: 'n' } }];
            let deep = {}; for (let at = deep, level = 0; level < 100000; level++) at = at.a = {};
            const model = modelOf([...odd, x({ name: 'plain' }), x({ name: 'of a list', args: [1, 2] }), x({ name: 'of a word', args: 'word', tid: true, pid: null }), x({ name: 'deep', args: { deep, shallow: { a: [1] } } }), { name: 'c', ph: 'C', ts: 5, pid: 1, args: { cpu: { a: 1 }, load: 2 } }]);
            toChrome(model);
            return { skipped: model.skipped, odd: odd.length, names: model.spans.map(span => span.name), deep: model.spans.find(span => span.name === 'deep').args, counters: [...model.counters.keys()] };
            """);
        Assert.Equal(told.GetProperty("odd").GetInt32(), told.GetProperty("skipped").GetInt32());
        Assert.Equal(["plain", "of a list", "of a word", "deep"], told.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("""{"deep":"(nested too deeply)","shallow":{"a":[1]}}""", told.GetProperty("deep").GetRawText());
        Assert.Equal("c load", Assert.Single(told.GetProperty("counters").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_hundred_thousand_asynchronous_operations_get_the_lanes_they_need_in_less_steps_than_their_square()
    {
        var told = await RunAsync("""
            const number = 100000, events = [], each = of => { for (let index = 0; index < number; index++) of(index); };
            const operation = (id, ph, ts) => ({ name: 'request', cat: 'net', ph, ts, pid: 1, tid: 1, id });
            each(index => events.push(operation(index, 'b', index))); // all at the same time
            each(index => events.push(operation(index, 'e', number + index)));
            const piled = new TraceModel(); for (const event of events) piled.add(event); piled.settle();
            const pile = new Layout(piled);
            events.length = 0;
            each(index => events.push(operation(index, 'b', index * 10), operation(index, 'e', index * 10 + (index * 7919 % 1000) * 10))); // at most a thousand
            const mixed = modelOf(events), mix = new Layout(mixed);
            const overlaps = mix.lanes.filter(lane => lane.rows[0].some((span, index) => index > 0 && span.begin < mixed.endOf(lane.rows[0][index - 1]))).length;
            // The uppermost free lane is taken, as if each had been asked in turn.
            const naive = [];
            for (const span of mixed.spans.slice(0, 3000)) { let at = naive.findIndex(until => until <= span.begin); if (at < 0) at = naive.length; naive[at] = mixed.endOf(span); if (mix.lanes[at] !== span.lane) return { wrong: span.index }; }
            return { piled: pile.lanes.length, mixed: mix.lanes.length, spans: mix.lanes.reduce((sum, lane) => sum + lane.rows[0].length, 0), overlaps, wrong: -1 };
            """);
        Assert.Equal(-1, told.GetProperty("wrong").GetInt32());
        Assert.Equal((100_000, 100_000, 0), (told.GetProperty("piled").GetInt32(), told.GetProperty("spans").GetInt32(), told.GetProperty("overlaps").GetInt32()));
        Assert.InRange(told.GetProperty("mixed").GetInt32(), 400, 1000);
    }

    [Fact]
    public async Task Tasks_that_start_each_other_and_spans_inside_each_other_deeper_than_calls_can_go_are_laid_out_and_added_up()
    {
        var told = await RunAsync("""
            const depth = 30000, chain = [];
            for (let index = 0; index < depth; index++) chain.push(...task(`t#${index}`, index, index > 0 ? `t#${index - 1}` : null));
            const tasks = modelOf(chain), lanes = new Layout(tasks).lanes, root = tasks.spans[0];
            const closed = new Layout(tasks, new Set([lanes[10].key])).lanes;
            const nested = modelOf(Array.from({ length: depth }, (_, index) => ({ name: `d${index}`, ph: 'X', ts: depth - index, dur: 2 * index + 1, pid: 1, tid: 1 })));
            const flame = flameOf(nested.roots[0], nested);
            // a thread with both kinds of events, and arrows: what is inside by its times started what it is inside of
            const both = modelOf([begin('a', 'a', 0), begin('b', 'b', 1), { cat: 'task', name: 'c', ph: 's', ts: 2, pid: 'h', tid: 'a', id: 1 }, { cat: 'task', name: 'c', ph: 'f', ts: 2, pid: 'h', tid: 'b', id: 1 },
              { name: 'x', ph: 'X', ts: -5, dur: 100, pid: 'h', tid: 'b' }, { name: 'y', ph: 'X', ts: -5, dur: 100, pid: 'h', tid: 'a' }]);
            const circles = both.spans.filter(span => { let steps = 0; for (let at = span; at && steps < 99; at = at.parent) steps++; return steps === 99; }).length;
            return { lanes: lanes.length, level: lanes.at(-1).level, keys: new Set(lanes.map(lane => lane.key)).size, longest: Math.max(...lanes.map(lane => lane.key.length)), closed: closed.length, isHidden: tasks.spans.at(-1).lane.isHidden,
              flame: flame.spans.length, deepest: Math.max(...flame.spans.map(span => span.depth)), ofTasks: flameOf(root, tasks).spans.length, path: criticalPath(root, tasks).length > 0, circles };
            """);
        Assert.Equal((30_000, 29_999, 30_000), (told.GetProperty("lanes").GetInt32(), told.GetProperty("level").GetInt32(), told.GetProperty("keys").GetInt32()));
        Assert.InRange(told.GetProperty("longest").GetInt32(), 1, 300);
        Assert.Equal((11, true), (told.GetProperty("closed").GetInt32(), told.GetProperty("isHidden").GetBoolean()));
        Assert.Equal((30_000, 29_999, 30_000), (told.GetProperty("flame").GetInt32(), told.GetProperty("deepest").GetInt32(), told.GetProperty("ofTasks").GetInt32()));
        Assert.Equal((true, 0), (told.GetProperty("path").GetBoolean(), told.GetProperty("circles").GetInt32()));
    }

    [Fact]
    public async Task A_packed_file_that_unpacks_to_more_than_there_is_room_for_is_refused_with_a_word()
    {
        var told = await RunAsync("""
            const { readFile, MOST_BYTES } = await import(`${at}source.js`);
            const pack = async (text, name) => new File([await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob()], name);
            const refusal = async (file, most) => { try { await readFile(file, () => {}, most); return ''; } catch (failure) { return failure.message; } };
            const event = '[{"name":"a","ph":"X","ts":1,"dur":2,"pid":1,"tid":1}]';
            const bomb = await pack(event + ' '.repeat(30 * 1024 * 1024), 'bomb.json.gz');
            const parts = [];
            const small = await readFile(await pack(event, 'small.json.gz'), part => parts.push(part));
            return { size: bomb.size, bomb: await refusal(bomb, 10 * 1024 * 1024), within: await refusal(bomb, 40 * 1024 * 1024), plain: await refusal(new File([event + ' '.repeat(100)], 'a.json'), 100), most: MOST_BYTES, spans: small.model.spans.length, parts,
              longEvent: await refusal(new File(['[{"name":"', 'x'.repeat(17 * 1024 * 1024)], 'long.json')), noList: await refusal(new File(['{"a":"', 'x'.repeat(65 * 1024 * 1024)], 'head.json')) };
            """);
        Assert.InRange(told.GetProperty("size").GetInt32(), 1, 100_000);
        Assert.Equal("Unpacked, it is larger than 10.0\u00a0MiB; cut out the part you want to see.", told.GetProperty("bomb").GetString());
        Assert.Equal(("", 1L << 30, 1), (told.GetProperty("within").GetString(), told.GetProperty("most").GetInt64(), told.GetProperty("spans").GetInt32()));
        Assert.StartsWith("It is larger than 100", told.GetProperty("plain").GetString(), StringComparison.Ordinal);
        Assert.All(told.GetProperty("parts").EnumerateArray(), part => Assert.InRange(part.GetDouble(), 0, 1));
        Assert.Contains("longer than 16 MiB", told.GetProperty("longEvent").GetString(), StringComparison.Ordinal);
        Assert.Contains("in the first 64 MiB", told.GetProperty("noList").GetString(), StringComparison.Ordinal);
    }

    [Fact] // F-18
    public async Task An_export_of_a_cut_off_recording_is_strict_and_reads_back_as_the_same()
    {
        var told = await RunAsync("""
            const model = modelOf(read(input).events), text = toChrome(model), back = modelOf(read(text).events);
            const shape = of => of.spans.map(span => [span.name, span.begin + of.origin, of.durationOf(span)].join('|')).sort();
            return { text, same: JSON.stringify(shape(model)) === JSON.stringify(shape(back)) };
            """, await RecordingAsync());
        using var chrome = JsonDocument.Parse(told.GetProperty("text").GetString()!);
        ChromeShape.AssertStrict(chrome.RootElement);
        Assert.True(told.GetProperty("same").GetBoolean());
    }

    [Fact]
    public async Task A_row_is_searched_by_time_and_the_view_keeps_what_it_shows_while_the_trace_grows()
    {
        var told = await RunAsync("""
            const row = Array.from({ length: 1000 }, (_, index) => ({ begin: index * 10, end: index * 10 + 5, index })), endOf = span => span.end;
            const first = lookup.firstEndingAfter(row, 5003, endOf), next = lookup.firstBeginningFrom(row, 5003, 3), none = lookup.spanNear(row, 5007.5, 1, endOf), near = lookup.spanNear(row, 5006, 1.5, endOf);
            const view = new TimeView(() => {});
            view.setBounds(0, 1000); const whole = [view.begin, view.end];
            view.zoom(0.1, 500); const zoomed = [view.begin, view.end];
            view.setBounds(0, 2000); const kept = [view.begin, view.end];
            view.setBounds(0, 2000, true); const stayed = view.begin; view.show(1900, 2010); const atEnd = view.begin; view.setBounds(0, 2500, true); const followed = [view.begin, view.end];
            view.fit(); view.zoom(5);
            return { first: row[first].index, next: row[next].index, none: none === null, near: near.index, whole, zoomed, kept, stayed, atEnd, followed, widest: view.span };
            """);
        Assert.Equal((500, 501, 500, true), (told.GetProperty("first").GetInt32(), told.GetProperty("next").GetInt32(), told.GetProperty("near").GetInt32(), told.GetProperty("none").GetBoolean()));
        Assert.Equal("[-10,1010]", told.GetProperty("whole").GetRawText());
        Assert.Equal(told.GetProperty("zoomed").GetRawText(), told.GetProperty("kept").GetRawText());
        Assert.Equal(told.GetProperty("kept")[0].GetDouble(), told.GetProperty("stayed").GetDouble());
        Assert.Equal(told.GetProperty("atEnd").GetDouble() + 500, told.GetProperty("followed")[0].GetDouble(), 1e-6);
        Assert.Equal(2550, told.GetProperty("widest").GetDouble());
    }

    // Two datasets, one turn: the second waits until the first is sent.
    private const string Story = """
        const wait = 'internal/replication/driver.(*stepQueue).WaitReady';
        const story = [
          ...task('active-side-job#0', 0), begin('active-side-job#0', 'invocation-1', 0, { 'zrepl.job': 'to_nas', 'zrepl.invocation': '1' }), begin('active-side-job#0', 'do-repl', 10),
          ...task('repl-fs#0', 20, 'active-side-job#0'), begin('repl-fs#0', 'repl-fs tank/a', 20), ...task('repl-fs#1', 20, 'active-side-job#0'), begin('repl-fs#1', 'repl-fs tank/b', 20),
          begin('repl-fs#0', 'step @1 => @2', 20), begin('repl-fs#1', wait, 20), ...task('zfscmd#0', 40, 'repl-fs#0'), begin('zfscmd#0', 'zfscmd zfs send tank/a@2', 40),
          end('zfscmd#0', 'zfscmd zfs send tank/a@2', 340), end('zfscmd#0', 'zfscmd#0', 340), ...task('zfscmd#1', 345, 'repl-fs#0'), begin('zfscmd#1', 'zfscmd zfs bookmark x', 345), end('zfscmd#1', 'zfscmd zfs bookmark x', 350),
          end('zfscmd#1', 'zfscmd#1', 350), end('repl-fs#0', 'step @1 => @2', 360, { 'zrepl.filesystem': 'tank/a', 'zrepl.bytes': '4096' }), end('repl-fs#0', 'repl-fs tank/a', 360), end('repl-fs#0', 'repl-fs#0', 360),
          end('repl-fs#1', wait, 361), begin('repl-fs#1', 'step @1 => @3', 361), end('repl-fs#1', 'step @1 => @3', 380, { error: 'dataset is busy' }), end('repl-fs#1', 'repl-fs tank/b', 380), end('repl-fs#1', 'repl-fs#1', 380),
          end('active-side-job#0', 'do-repl', 400), end('active-side-job#0', 'invocation-1', 410), end('active-side-job#0', 'active-side-job#0', 410)];
        """;

    private async Task<JsonElement> RunAsync(string script, string input = "")
    {
        await using var page = await browser.OpenAsync("/traces/file");
        await Expect(page.Page.Locator("[data-testid=trace-message]")).ToBeVisibleAsync();
        var json = await page.Page.EvaluateAsync<string>($"async input => JSON.stringify(await (async () => {{ {Imports}\n{script} }})())", input);
        Assert.Empty(page.Complaints);
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static Task<string> RecordingAsync() =>
        File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", "trace-env.json"), TestContext.Current.CancellationToken);
}
