namespace Zrepl.Web.Cli.StatusTui;

/// <summary>What a key asks the program to do beyond showing something else.</summary>
internal abstract record TuiRequest
{
    private TuiRequest() { }

    /// <summary>End.</summary>
    public sealed record Quit : TuiRequest;

    /// <summary>Send a signal.</summary>
    public sealed record Signal(string Job, string Operation) : TuiRequest;
}

/// <summary>What each key does. Pure. Source: spec A4.2.</summary>
internal static class TuiKeys
{
    private const int ColumnsPerKey = 10;

    /// <param name="state">What is shown.</param>
    /// <param name="key">The key.</param>
    /// <param name="page">Lines of text that are shown at a time.</param>
    /// <param name="lines">Lines that there are.</param>
    public static (TuiState State, TuiRequest? Request) Press(TuiState state, ConsoleKeyInfo key, int page, int lines)
    {
        if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }) return (state, new TuiRequest.Quit());
        if (state.Dialog is { } dialog) return InDialog(state, dialog, key);
        if (state.Focus == TuiFocus.Filter) return (InFilter(state, key), null);
        switch (key.KeyChar)
        {
            case 'q' or 'Q': return (state, new TuiRequest.Quit());
            case '/': return (state with { Focus = TuiFocus.Filter }, null);
            case 'M' or 'm': return (state with { ShowsJobs = !state.ShowsJobs, Focus = TuiFocus.Detail }, null);
            case 'S' or 's' when state.Selected is { } job: return (state with { Dialog = new TuiDialog.Signal(job, 0) }, null);
            case 'w' or 'W': return (state with { Wraps = !state.Wraps, Left = 0, Top = 0 }, null);
            default: break;
        }

        if (key.Key == ConsoleKey.Tab) return (state with { Focus = Next(state) }, null);
        return (state.Focus == TuiFocus.Jobs ? InJobs(state, key) : InDetail(state, key, page, lines), null);
    }

    private static TuiFocus Next(TuiState state) => state.Focus switch
    {
        TuiFocus.Jobs => TuiFocus.Detail,
        TuiFocus.Detail => TuiFocus.Filter,
        _ => state.ShowsJobs ? TuiFocus.Jobs : TuiFocus.Detail,
    };

    private static TuiState InJobs(TuiState state, ConsoleKeyInfo key)
    {
        var jobs = state.Jobs;
        var at = Math.Max(0, jobs.IndexOf(state.Selected ?? ""));
        return key.Key switch
        {
            _ when jobs.IsEmpty => state,
            ConsoleKey.UpArrow => Choose(at - 1),
            ConsoleKey.DownArrow => Choose(at + 1),
            ConsoleKey.Home => Choose(0),
            ConsoleKey.End => Choose(jobs.Length - 1),
            ConsoleKey.Enter or ConsoleKey.RightArrow => state with { Focus = TuiFocus.Detail },
            _ => state,
        };

        TuiState Choose(int which) => state with { Selected = jobs[Math.Clamp(which, 0, jobs.Length - 1)], Top = 0, Left = 0 };
    }

    private static TuiState InDetail(TuiState state, ConsoleKeyInfo key, int page, int lines)
    {
        var last = Math.Max(0, lines - page);
        return key.Key switch
        {
            ConsoleKey.UpArrow => Go(state.Top - 1),
            ConsoleKey.DownArrow => Go(state.Top + 1),
            ConsoleKey.PageUp => Go(state.Top - page),
            ConsoleKey.PageDown => Go(state.Top + page),
            ConsoleKey.Home => Go(0),
            ConsoleKey.End => Go(last),
            ConsoleKey.LeftArrow => state with { Left = Math.Max(0, state.Left - ColumnsPerKey) },
            ConsoleKey.RightArrow when !state.Wraps => state with { Left = state.Left + ColumnsPerKey },
            ConsoleKey.Escape when state.ShowsJobs => state with { Focus = TuiFocus.Jobs },
            _ => state,
        };

        TuiState Go(int top) => state with { Top = Math.Clamp(top, 0, last) };
    }

    private static TuiState InFilter(TuiState state, ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.Enter or ConsoleKey.Escape => state with { Focus = TuiFocus.Detail },
        ConsoleKey.Tab => state with { Focus = Next(state) },
        ConsoleKey.Backspace => state with { Filter = state.Filter.Length > 0 ? state.Filter[..^1] : "", Top = 0 },
        ConsoleKey.U when key.Modifiers == ConsoleModifiers.Control => state with { Filter = "", Top = 0 },
        _ => char.IsControl(key.KeyChar) ? state : state with { Filter = state.Filter + key.KeyChar, Top = 0 },
    };

    private static (TuiState State, TuiRequest? Request) InDialog(TuiState state, TuiDialog dialog, ConsoleKeyInfo key)
    {
        if (dialog is not TuiDialog.Signal signal) return (key.Key is ConsoleKey.Enter or ConsoleKey.Escape or ConsoleKey.Spacebar ? state with { Dialog = null } : state, null);
        var count = TuiDialog.Signal.Operations.Length;
        return key.Key switch
        {
            ConsoleKey.Escape => (state with { Dialog = null }, null),
            ConsoleKey.Enter => (state with { Dialog = null }, new TuiRequest.Signal(signal.Job, TuiDialog.Signal.Operations[signal.Choice])),
            ConsoleKey.Tab or ConsoleKey.RightArrow or ConsoleKey.DownArrow => (state with { Dialog = signal with { Choice = (signal.Choice + 1) % count } }, null),
            ConsoleKey.LeftArrow or ConsoleKey.UpArrow => (state with { Dialog = signal with { Choice = (signal.Choice + count - 1) % count } }, null),
            _ => (state, null),
        };
    }
}
