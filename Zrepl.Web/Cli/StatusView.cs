using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Zrepl.Engine.Status.Document;
using Zrepl.Engine.Units;
using Zrepl.Web.Cli.StatusDump;
using Zrepl.Web.Cli.StatusTui;

namespace Zrepl.Web.Cli;

/// <summary>Shows the status of a daemon once, or again and again on a terminal.</summary>
internal sealed class StatusView(Surroundings surroundings, string mode, string job, string delay)
{
    public const string Interactive = "interactive";
    public const string Dump = "dump";
    public const string Raw = "raw";
    public const string Json = "json";
    public const string Legacy = "legacy";

    private const int RuleWidth = 80;
    private const string ClearScreen = "\x1b[H\x1b[J";

    /// <exception cref="CommandFailedException">What was asked for makes no sense.</exception>
    public void Check()
    {
        if (mode is not (Interactive or Dump or Raw or Json or Legacy))
            throw new CommandFailedException($"invalid value \"{mode}\": must be one of {Interactive}, {Dump}, {Raw}, {Json}, {Legacy}");
        if (mode is Interactive or Legacy && !surroundings.OutputIsTerminal)
            throw new CommandFailedException("error: stdout is not a tty, please use --mode dump or --mode raw");
        if (!GoDuration.TryParse(delay, out var period, out var problem) || period <= TimeSpan.Zero)
            throw new CommandFailedException($"invalid argument \"{delay}\" for \"--delay\": {problem ?? "must be positive"}");
    }

    public async Task ShowAsync(ControlClient client, CancellationToken cancellation)
    {
        switch (mode)
        {
            case Raw:
                await surroundings.Output.WriteAsync(System.Text.Encoding.UTF8.GetString(await client.StatusBytesAsync(cancellation)));
                break;
            case Json:
                await surroundings.Output.WriteLineAsync(StatusJson.WriteIndented(Chosen(await client.StatusAsync(cancellation))));
                break;
            case Dump:
                await surroundings.Output.WriteAsync(Text(await client.StatusAsync(cancellation), new(surroundings.Clock)));
                break;
            case Interactive:
                await InteractAsync(client, cancellation);
                break;
            default:
                await RepeatAsync(client, cancellation);
                break;
        }
    }

    private async Task InteractAsync(ControlClient client, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, surroundings.Stop);
        using var terminal = surroundings.OpenTerminal();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        await new InteractiveStatus(client, terminal, surroundings.Clock, GoDuration.Parse(delay), job).RunAsync(stop.Token);

        // The terminal has to be put back as it was.
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    // Until the user presses Ctrl+C.
    private async Task RepeatAsync(ControlClient client, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(GoDuration.Parse(delay), surroundings.Clock);
        var looks = new TransferLooks(surroundings.Clock);
        var dump = new JobDump(surroundings.Clock, looks.Of);
        do
        {
            var status = await client.StatusAsync(cancellation);
            looks.Look(status);
            await surroundings.Output.WriteAsync(ClearScreen + Text(status, dump));
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private string Text(StatusDocument status, JobDump dump)
    {
        var rule = new string('-', surroundings.TerminalWidth ?? RuleWidth) + "\n";
        var commands = job.Length == 0 ? CommandsDump.Of(status, surroundings.Clock.GetUtcNow()) : "";
        return string.Concat(Chosen(status).Jobs.Select(pair => dump.Of(pair.Key, pair.Value) + rule)) + (commands.Length == 0 ? "" : commands + rule);
    }

    private StatusDocument Chosen(StatusDocument status)
    {
        var jobs = status.Jobs.Where(pair => pair.Value is not JobDocument.Internal && (job.Length == 0 || pair.Key == job)).ToImmutableSortedDictionary(StringComparer.Ordinal);
        if (job.Length > 0 && jobs.Count == 0) throw new CommandFailedException($"job \"{job}\" not found") { Advice = KnownJobs.Of(status) };
        return status with { Jobs = jobs };
    }
}
