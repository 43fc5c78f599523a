using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Status;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Cli.Monitor;
using Zrepl.Web.Cli.StatusDump;
using Zrepl.Web.Live;

namespace Zrepl.Web.Cli.StatusTui;

/// <summary>A screen full: filter above, jobs to the left, the chosen job to the right, time and keys below. Pure. Source: spec A4.2.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="HasLines">True if the terminal can show lines of boxes; else they are drawn with letters.</param>
internal sealed record TuiScreen(int Width, int Height, bool HasLines)
{
    private const int LeastWidth = 40;
    private const int LeastHeight = 8;
    private const int LeastJobsWidth = 16;
    private const string Reset = "\x1b[0m";
    private const string Bold = "\x1b[1m";
    private const string Reverse = "\x1b[7m";
    private const string Red = "\x1b[31m";

    /// <summary>Lines of text that fit into the pane of the chosen job.</summary>
    public int Page => Math.Max(1, Height - 4);

    /// <summary>Columns of text that fit into it.</summary>
    public int DetailWidth(TuiState state) => Width - (state.ShowsJobs ? JobsWidth(state) : 0) - 2;

    /// <summary>The rows, each of the screen's width; and where the cursor stands, if it is to be seen.</summary>
    public (ImmutableArray<string> Rows, (int Row, int Column)? Cursor) Draw(TuiState state, JobDump dump, DateTimeOffset now)
    {
        if (Width < LeastWidth || Height < LeastHeight) return ([Fit("this window is too small", Width)], null);
        var jobsWidth = state.ShowsJobs ? JobsWidth(state) : 0;
        var detail = TuiDetail.Lines(state, dump, DetailWidth(state));
        var jobsPane = Pane("jobs", [.. JobRows(state, jobsWidth - 2)], jobsWidth, state.Focus == TuiFocus.Jobs);
        var rest = detail.Length - state.Top - Page;
        var title = Title(state, now) + (rest > 0 ? $" ({DumpText.Count(rest, "more line")} below)" : "");
        var detailPane = Pane(title, [.. detail.Skip(state.Top).Take(Page).Select(line => Fit(line, DetailWidth(state)))], Width - jobsWidth, state.Focus == TuiFocus.Detail);
        var rows = ImmutableArray.CreateBuilder<string>();
        rows.Add(FilterRow(state));
        for (var row = 0; row < Height - 2; row++) rows.Add((state.ShowsJobs ? jobsPane[row] : "") + detailPane[row]);
        rows.Add(FootRow(state, now));
        if (state.Dialog is { } dialog) Cover(rows, dialog);
        return (rows.ToImmutable(), state is { Focus: TuiFocus.Filter, Dialog: null } ? (0, Math.Min(Width - 1, "FILTER ".Length + state.Filter.Length)) : null);
    }

    private int JobsWidth(TuiState state) =>
        Math.Clamp(state.Jobs.Select(job => job.Length + 6).DefaultIfEmpty().Max(), LeastJobsWidth, Math.Max(LeastJobsWidth, Width / 3));

    private string FilterRow(TuiState state)
    {
        var isWrong = state.Filter.Length > 0 && FilesystemChoice.Parse(state.Filter) is null;
        var text = Fit(state.Filter + new string('_', Math.Max(0, Width - "FILTER ".Length - state.Filter.Length)), Width - "FILTER ".Length);
        return (state.Focus == TuiFocus.Filter ? Bold : "") + "FILTER " + (isWrong ? Red : "") + text + Reset;
    }

    // What is shown stays when the daemon falls silent, and must not be taken for what is.
    private static string Title(TuiState state, DateTimeOffset now)
    {
        if (state.SilenceAt(now) is not { } silence) return state.Selected ?? "";
        return state.Selected is { } job ? $"{job} (as of {Clock(state.HeardAt)}, {DumpText.Duration(silence)} ago)" : $"no answer since {Clock(state.HeardAt)}, {DumpText.Duration(silence)}";
    }

    private string FootRow(TuiState state, DateTimeOffset now)
    {
        var time = now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        var sending = state.Sending.IsEmpty ? "" : $"sending {string.Join(", ", state.Sending.Select(signal => $"{signal.Operation} to {signal.Job}"))} ...";
        if (Trouble(state, now) is { Length: > 0 } trouble) return time + " " + Red + Fit(sending.Length > 0 ? $"{trouble}; {sending}" : trouble, Width - time.Length - 1) + Reset;
        if (sending.Length > 0) return Fit($"{time} {sending}", Width);
        var keys = state.Focus == TuiFocus.Filter ? "regular expression on filesystems  <ENTER> done" : "Q quit  <TAB> switch panes  W wrap  M jobs  S signal  / filter";
        return Fit(time + "  " + keys.PadLeft(Math.Max(0, Width - time.Length - 2)), Width);
    }

    private static string Trouble(TuiState state, DateTimeOffset now) => state switch
    {
        { Problem: { } problem } => "status fetch: " + OneLineText.Of(problem),
        _ when state.SilenceAt(now) is { } silence => $"no answer since {Clock(state.HeardAt)} ({DumpText.Duration(silence)})",
        { Status: { } status } => CommandsDump.Summary(status),
        _ => "",
    };

    private static string Clock(DateTimeOffset? time) => time?.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private IEnumerable<string> JobRows(TuiState state, int width)
    {
        yield return Fit("jobs", width);
        var jobs = state.Jobs;
        var room = Math.Max(1, Page - 1);
        var first = Math.Max(0, jobs.IndexOf(state.Selected ?? "") - room + 1);
        for (var i = first; i < Math.Min(jobs.Length, first + room); i++)
        {
            var branch = HasLines ? (i == jobs.Length - 1 ? "└──" : "├──") : "+--";
            var text = Fit($"{branch}{Mark(state.Status!.Jobs[jobs[i]])}{jobs[i]}", width); // jobs come out of a status
            yield return jobs[i] == state.Selected ? Reverse + text + Reset : text;
        }
    }

    // A word would take too much room; what it means is in the text beside.
    private static char Mark(JobDocument job) =>
        JobTrouble.Of(job) is not null ? '!'
        : job.Standing is { IsWorking: true } ? '*'
        : job.Standing is { State: JobPhase.Paused } ? '='
        : job.Standing is { State: JobPhase.Disabled } ? '-'
        : job is JobDocument.Active { Body.Replication: { } report } && report.Attempts.LastOrDefault() is { IsFinal: false } ? '*'
        : ' ';

    private ImmutableArray<string> Pane(string title, ImmutableArray<string> content, int width, bool hasFocus)
    {
        if (width < 2) return [.. Enumerable.Repeat("", Height - 2)];
        var (style, reset) = hasFocus ? (Bold, Reset) : ("", "");
        var (bar, side, corners) = HasLines ? ('─', "│", "┌┐└┘") : ('-', "|", "++++");
        var name = title.Length == 0 ? "" : Fit($" {title} ", Math.Min(title.Length + 2, width - 2));
        var rows = ImmutableArray.CreateBuilder<string>(Height - 2);
        rows.Add(style + corners[0] + name + new string(bar, width - 2 - name.Length) + corners[1] + reset);
        for (var row = 0; row < Height - 4; row++)
            rows.Add(style + side + reset + (row < content.Length ? content[row] : new string(' ', width - 2)) + style + side + reset);
        rows.Add(style + corners[2] + new string(bar, width - 2) + corners[3] + reset);
        return rows.ToImmutable();
    }

    private void Cover(ImmutableArray<string>.Builder rows, TuiDialog dialog)
    {
        var lines = dialog switch
        {
            TuiDialog.Signal signal => new[] { $"Send a signal to job {signal.Job}", "", Buttons(), "", "<TAB> choose  <ENTER> send  <ESC> close" },
            TuiDialog.Message message => [.. Wrapped(OneLineText.Of(message.Text), Width - 8), "", "<ENTER> close"],
            _ => [],
        };
        var inner = Math.Min(Width - 4, lines.Max(line => line.Length) + 2);
        var box = new TuiScreen(Width, lines.Length + 4, HasLines).Pane("", [.. lines.Select(line => Fit(" " + line, inner))], inner + 2, hasFocus: true);
        var (top, left) = (Math.Max(1, (Height - box.Length) / 2), (Width - inner - 2) / 2);
        for (var row = 0; row < box.Length && top + row < rows.Count; row++)
        {
            var line = box[row];
            if (dialog is TuiDialog.Signal signal) line = line.Replace($"[ {TuiDialog.Signal.Operations[signal.Choice]} ]", $"{Reverse}[ {TuiDialog.Signal.Operations[signal.Choice]} ]{Reset}", StringComparison.Ordinal);
            rows[top + row] = new string(' ', left) + line + new string(' ', Math.Max(0, Width - left - inner - 2));
        }
    }

    private static string Buttons() => string.Join("  ", TuiDialog.Signal.Operations.Select(operation => $"[ {operation} ]"));

    private static IEnumerable<string> Wrapped(string text, int width) => text.Chunk(Math.Max(1, width)).Select(part => new string(part));

    private static string Fit(string text, int width)
    {
        if (width <= 0) return "";
        return text.Length <= width ? text.PadRight(width) : text[..width];
    }
}
