using System.Collections.Immutable;
using System.Text;
using System.Threading.Channels;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Cli.StatusDump;

namespace Zrepl.Web.Cli.StatusTui;

/// <summary>The interactive <c>zrepl status</c>: asks the daemon again and again, draws, and obeys keys, until a person quits. Source: spec A4.2.</summary>
internal sealed class InteractiveStatus
{
    // So often it looks whether the window has another size.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    // A daemon that is busy may miss a question or two.
    private const int QuestionsToMiss = 3;
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(3);

    private readonly ControlClient _daemon;
    private readonly ITerminal _terminal;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _delay;
    private readonly TransferLooks _looks;
    private readonly JobDump _dump;
    private readonly Channel<Func<TuiState, TuiState>> _news = Channel.CreateUnbounded<Func<TuiState, TuiState>>();
    private readonly List<Task> _sending = [];
    private TuiState _state;
    private string _drawn = "";

    public InteractiveStatus(ControlClient daemon, ITerminal terminal, TimeProvider clock, TimeSpan delay, string job)
    {
        (_daemon, _terminal, _clock, _delay) = (daemon, terminal, clock, delay);
        _looks = new(clock);
        _dump = new(clock, _looks.Of);
        var patience = delay * QuestionsToMiss;
        _state = new() { OnlyJob = job, HeardAt = clock.GetLocalNow(), Patience = patience > LeastPatience ? patience : LeastPatience };
    }

    /// <summary>Runs until a person quits or it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asking = AskAsync(ending.Token);
        try
        {
            while (!await StepAsync(ending.Token))
            {
                if (asking.IsFaulted) await asking; // a mistake of ours: not to be taken for a daemon that says nothing
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // told to end, which is as good as a person who quits
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll([asking, .. _sending]);
        }
    }

    private async Task<bool> StepAsync(CancellationToken cancellation)
    {
        Draw();
        using var tick = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pause = Task.Delay(Tick, _clock, tick.Token);
        await Task.WhenAny(_terminal.Keys.WaitToReadAsync(tick.Token).AsTask(), _news.Reader.WaitToReadAsync(tick.Token).AsTask(), pause);
        await tick.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        while (_news.Reader.TryRead(out var change)) _state = change(_state);
        while (_terminal.Keys.TryRead(out var key))
            if (Obey(key, cancellation)) return true;
        return _terminal.Keys.Completion.IsCompleted;
    }

    private bool Obey(ConsoleKeyInfo key, CancellationToken cancellation)
    {
        var screen = Screen;
        var lines = TuiDetail.Lines(_state, _dump, screen.DetailWidth(_state)).Length;
        (_state, var request) = TuiKeys.Press(_state, key, screen.Page, lines);
        if (request is TuiRequest.Quit) return true;
        if (request is not TuiRequest.Signal signal) return false;
        _state = _state with { Sending = _state.Sending.Add(signal) };
        _sending.RemoveAll(sent => sent.IsCompletedSuccessfully);
        _sending.Add(SendAsync(signal, cancellation));
        return false;
    }

    // Beside the keys, which have to be obeyed also while a daemon does not answer.
    private async Task SendAsync(TuiRequest.Signal signal, CancellationToken cancellation)
    {
        try
        {
            await _daemon.SignalAsync(new(signal.Job, signal.Operation), cancellation);
            _news.Writer.TryWrite(state => state with { Sending = state.Sending.Remove(signal) });
        }
        catch (CommandFailedException failure)
        {
            var message = new TuiDialog.Message($"signal error: {failure.Message}{(failure.Advice is { } advice ? $". {advice}" : "")}");
            _news.Writer.TryWrite(state => state with { Sending = state.Sending.Remove(signal), Dialog = message });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // a person quit
        }
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_delay, _clock);
        try
        {
            do
            {
                try
                {
                    var status = await _daemon.StatusAsync(cancellation);
                    _news.Writer.TryWrite(state => Seen(state, status));
                }
                catch (CommandFailedException failure)
                {
                    _news.Writer.TryWrite(state => state with { Problem = failure.Message });
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // a person quit
        }
    }

    private TuiState Seen(TuiState state, StatusDocument status)
    {
        _looks.Look(status);
        return state.With(status, _clock.GetLocalNow());
    }

    private TuiScreen Screen
    {
        get
        {
            var (width, height) = _terminal.Size;
            return new(width, height, _terminal.HasLines);
        }
    }

    private void Draw()
    {
        var (rows, cursor) = Screen.Draw(_state, _dump, _clock.GetLocalNow());
        var text = Text(rows, cursor);
        if (text == _drawn) return; // nothing changed, not even the second
        _drawn = text;
        _terminal.Write(text);
    }

    private static string Text(ImmutableArray<string> rows, (int Row, int Column)? cursor)
    {
        var text = new StringBuilder("\x1b[?25l\x1b[H");
        text.AppendJoin("\x1b[K\r\n", rows).Append("\x1b[K\x1b[J");
        if (cursor is { } place) text.Append($"\x1b[{place.Row + 1};{place.Column + 1}H\x1b[?25h");
        return text.ToString();
    }
}
