using System.Globalization;
using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Tracing.Commands;

/// <summary>A running command whose end is logged, ends its span and takes it off the list.</summary>
internal sealed class TracedZfsCommand : IRunningCommand
{
    // A pool that does not answer looks like this; worth a line before a person wonders (spec A1.11).
    private static readonly TimeSpan SoftTimeout = TimeSpan.FromSeconds(120);
    private readonly IRunningCommand _inner;
    private readonly string _text;
    private readonly TraceScope _scope;
    private readonly ActiveZfsCommands _active;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly long _started;
    private string _whyEnded = "";
    private ActiveZfsCommand _listed; // changed by WatchAsync alone

    public TracedZfsCommand(
        IRunningCommand inner, string text, TraceScope scope, ActiveZfsCommand listed, ActiveZfsCommands active, TimeProvider clock, ILogger logger)
    {
        _inner = inner;
        _text = text;
        _scope = scope;
        _listed = listed;
        _active = active;
        _clock = clock;
        _logger = logger;
        _started = clock.GetTimestamp();
        active.Add(listed);
        Exit = WatchAsync(); // in the flow of the span: its lines carry it
    }

    public ZfsCommand Command => _inner.Command;

    public int? ProcessId => _inner.ProcessId;

    public Stream Output => _inner.Output;

    public Stream Input => _inner.Input;

    public bool IsOutputAbandoned => _inner.IsOutputAbandoned;

    public Task<CommandExit> Exit { get; }

    // To callers, who make errors of it, what zrepl did is part of the story.
    public string ErrorText => Volatile.Read(ref _whyEnded) is { Length: > 0 } why ? $"{_inner.ErrorText}\n{why}".TrimStart() : _inner.ErrorText;

    public void Kill() => _inner.Kill();

    public CommandSigns Look() => _inner.Look();

    public Task Gone => _inner.Gone;

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await Exit;
    }

    private async Task<CommandExit> WatchAsync()
    {
        _logger.StartWaiting(_text);
        if (CommandPatience.With(Command) is { } patience) await LookAfterAsync(patience);
        var exit = await _inner.Exit;
        var elapsed = _clock.GetElapsedTime(_started);
        Log(exit, elapsed);
        if (exit.IsGivenUp) LeaveBehind(exit);
        else _active.Remove(_listed, new FinishedZfsCommand(Command, _listed.Job, elapsed, exit));
        _scope.Tag("process.exit_code", exit.Code.ToString(CultureInfo.InvariantCulture));
        _scope.Dispose();
        return exit;
    }

    // It sleeps in the kernel and cannot be killed: it stays on the list until it has really ended, but whoever started it goes on.
    private void LeaveBehind(CommandExit exit)
    {
        var stuck = _listed with { IsStuck = true };
        _active.Replace(_listed, stuck);
        _scope.Fail(exit.ToString());
        _ = TakeOffWhenGoneAsync();

        async Task TakeOffWhenGoneAsync()
        {
            await _inner.Gone; // never faults
            _active.Remove(stuck, new FinishedZfsCommand(Command, stuck.Job, _clock.GetElapsedTime(_started), exit));
        }
    }

    private async Task LookAfterAsync(CommandPatience patience)
    {
        var quiet = new QuietTime();
        var (planned, last) = (SoftTimeout, _started);
        while (await RunsOnAsync(planned))
        {
            var now = _clock.GetTimestamp();
            Judge(quiet.Look(_inner.Look(), _clock.GetElapsedTime(last, now), planned), patience);
            (planned, last) = (CommandPatience.LookEvery, now);
        }
    }

    private async Task<bool> RunsOnAsync(TimeSpan time)
    {
        using var ended = new CancellationTokenSource();
        var over = Task.Delay(time, _clock, ended.Token);
        var runsOn = await Task.WhenAny(_inner.Exit, over) == over;
        await ended.CancelAsync();
        return runsOn;
    }

    private void Judge(TimeSpan quiet, CommandPatience patience)
    {
        var (before, now) = (_listed, _clock.GetUtcNow());
        var hangs = quiet >= patience.HangsAfter;
        if (!before.IsSlow && !Command.MayTakeLong())
        {
            Relist(_listed with { IsSlow = true });
            _logger.CommandIsSlow(_text, SoftTimeout);
        }

        if (hangs != before.QuietSince is not null)
            Relist(_listed with { QuietSince = hangs ? now - quiet : null, EndsAt = hangs ? now - quiet + patience.EndsAfter : null });
        if (hangs && before.QuietSince is null) _logger.CommandHangs(_text, quiet);
        if (!hangs && before.QuietSince is not null) _logger.CommandMovesAgain(_text);
        if (quiet >= patience.EndsAfter && _whyEnded.Length == 0)
        {
            Volatile.Write(ref _whyEnded, $"zrepl ended it, because it gave no sign of life for {Math.Round(quiet.TotalMinutes)} minutes: its pool may not answer (zpool status)");
            _logger.CommandIsEnded(_text, quiet);
            _inner.Kill();
        }
    }

    private void Relist(ActiveZfsCommand listed)
    {
        var before = _listed;
        _listed = listed;
        _active.Replace(before, listed);
    }

    // Failing is not an error here: callers decide. CPU times are not known: .NET reaps the process without asking for them.
    private void Log(CommandExit exit, TimeSpan elapsed)
    {
        var level = Command.OnlyAsks() ? LogLevel.Debug : LogLevel.Information;
        if (exit.IsSuccess) _logger.ExitedWithSuccess(level, _text, elapsed.TotalSeconds, -1, -1);
        else _logger.ExitedWithError(level, _text, exit, elapsed.TotalSeconds, -1, -1);
    }
}
