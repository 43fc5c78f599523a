using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Daemon.Soak;

/// <summary>
/// The daemon for a long time under full load, watched: <c>scripts/soak</c> runs it. Jobs run every few seconds on a simulated machine, over every transport, with traces of every run or
/// without. Fails if memory, descriptors, threads or children grow, or the log has a line that says something went wrong.
/// </summary>
[Trait("needs", "time")]
public sealed partial class SoakRun
{
    private const double Growth = 1.15; // of the last quarter over the second: what a garbage collector may take or leave

    // As they are meant to be.
    private static readonly string[] Expected = ["this daemon works on a simulated machine", "nobody can sign in to the dashboard yet"];

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    [Fact(Explicit = true)]
    public async Task Nothing_grows_and_nothing_goes_wrong()
    {
        var (minutes, jobs) = (Number("SOAK_MINUTES", 60), Number("SOAK_JOBS", 100));
        var traces = Environment.GetEnvironmentVariable("SOAK_TRACES") != "off";
        using var directory = new TemporaryDirectory();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var place = Path.Combine(directory.Path, "machine");
        using var vaults = new Vaults();
        await using var machine = await BusyMachine.MakeAsync(place, jobs, vaults.All, stop.Token);
        KeyValuePair<string, string>[] environment = traces ? [] : [new("Zrepl__Traces__Directory", "")];
        await using var daemon = await DaemonProcess.StartAsync(directory.Path, machine.Configuration(vaults.All, Interval), environment, stop.Token, arguments: ["--zfs-sim", place]);
        var writing = machine.WriteAsync(stop.Token);

        var samples = new List<ProcessSample>();
        var (began, mostChildren) = (Stopwatch.GetTimestamp(), 0);
        while (samples.Count < 2 * minutes)
        {
            var (least, children) = await ProcessSample.OverAsync(daemon.Id, TimeSpan.FromSeconds(30), () => Stopwatch.GetElapsedTime(began), stop.Token);
            samples.Add(least);
            mostChildren = Math.Max(mostChildren, children);
        }

        var log = daemon.Output; // before it is told to end in the middle of runs
        var runs = DoneRun().Count(log);
        await stop.CancelAsync();
        await writing;
        var (code, took) = await daemon.TerminateAsync(TestContext.Current.CancellationToken);
        var table = new StringBuilder(ProcessSample.Heading);
        foreach (var sample in samples.Where((_, index) => index % Math.Max(1, samples.Count / 12) == 0).Append(samples[^1])) table.Append(sample.Row());
        var processor = samples[^1].ProcessorSeconds - samples[0].ProcessorSeconds;
        table.Append(CultureInfo.InvariantCulture, $"{jobs} jobs over {string.Join(", ", vaults.All.Select(vault => vault.Name))}, traces {(traces ? "on" : "off")}: {runs} runs, {processor:0} CPU s, {1000 * processor / Math.Max(1, runs):0.0} CPU ms a run; at most {mostChildren} children; ended {took.TotalSeconds:0.0} s after SIGTERM\n");
        await File.WriteAllTextAsync(Environment.GetEnvironmentVariable("SOAK_RESULT") ?? throw new InvalidOperationException("SOAK_RESULT names the file for the table; scripts/soak sets it."), table.ToString());

        Assert.Equal(0, code);
        Assert.True(runs >= jobs, $"only {runs} runs");
        var wrong = log.Split('\n').Where(IsTrouble).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} lines, among them:\n{string.Join('\n', wrong.Take(10))}");
        AssertFlat(samples, "memory", sample => sample.ResidentMib);
        AssertFlat(samples, "descriptors", sample => sample.Descriptors);
        AssertFlat(samples, "threads", sample => sample.Threads);
        Assert.Equal(0, samples[^1].Children); // none stays
        Assert.True(mostChildren <= BusyMachine.MostHooksAtATime(jobs), $"{mostChildren} children at a time");
    }

    private static bool IsTrouble(string line) =>
        (line.Contains("level=error", StringComparison.Ordinal) || line.Contains("level=warn", StringComparison.Ordinal)) && !Expected.Any(expected => line.Contains(expected, StringComparison.Ordinal));

    private static void AssertFlat(List<ProcessSample> samples, string what, Func<ProcessSample, double> value)
    {
        var quarter = samples.Count / 4;
        var (second, last) = (samples.Skip(quarter).Take(quarter).Average(value), samples.TakeLast(quarter).Average(value));
        Assert.True(last <= second * Growth, $"{what}: {second:0} in the second quarter, {last:0} in the last");
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    [GeneratedRegex(@"run \d+ done in ")]
    private static partial Regex DoneRun();
}
