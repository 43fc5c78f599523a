using Microsoft.AspNetCore.WebUtilities;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Logs;

/// <summary>Which log lines a page is asked for, as it stands in its address.</summary>
/// <param name="Level">A word for the lowest level; empty for all.</param>
/// <param name="Job">Name of a job; empty for all.</param>
/// <param name="Subsystem">A part of the program; empty for all.</param>
/// <param name="Text">A part of the line; empty for all.</param>
/// <param name="Trace">Ids of tasks and spans; empty for all.</param>
/// <param name="From">First moment, in milliseconds since 1970; empty for the first there is.</param>
/// <param name="Until">Last moment; empty for all that follow.</param>
internal sealed record LogQuery(
    string Level = "", string Job = "", string Subsystem = "", string Text = "", string Trace = "", string From = "", string Until = "")
{
    /// <summary>Asks for everything.</summary>
    public bool IsAll => this == new LogQuery();

    /// <summary>What of the address means nothing and is left out of account, in sentences; empty if all of it means something.</summary>
    public string Misunderstood
    {
        get
        {
            string[] parts =
            [
                .. Level.Length > 0 && LogFilter.LevelOf(Level) is null ? [$"“{Level}” is no level: use {string.Join(", ", LogFilter.LevelWords)}."] : Array.Empty<string>(),
                .. From.Length > 0 && LogFilter.MomentOf(From) is null ? [$"“{From}” is no moment (from): milliseconds since 1970 are."] : Array.Empty<string>(),
                .. Until.Length > 0 && LogFilter.MomentOf(Until) is null ? [$"“{Until}” is no moment (until): milliseconds since 1970 are."] : Array.Empty<string>(),
            ];
            return string.Join(' ', parts);
        }
    }

    /// <summary>The filter.</summary>
    public LogFilter ToFilter() => new(
        LogFilter.LevelOf(Level) ?? Microsoft.Extensions.Logging.LogLevel.Debug, Job, Subsystem, Text.Trim(), Trace.Trim(), LogFilter.MomentOf(From), LogFilter.MomentOf(Until));

    /// <summary>The address of the page.</summary>
    public string Address() => "/logs" + QueryText();

    /// <summary>The address of everything that fits, as a file.</summary>
    /// <param name="extension"><c>txt</c> or <c>json</c>.</param>
    public string DownloadAddress(string extension) => $"/api/v1/logs.{extension}{QueryText()}";

    private string QueryText() => QueryHelpers.AddQueryString("", new (string Name, string Value)[]
    {
        ("level", Level), ("job", Job), ("subsystem", Subsystem), ("text", Text.Trim()), ("trace", Trace.Trim()), ("from", From), ("until", Until),
    }.Where(part => part.Value.Length > 0).Select(part => KeyValuePair.Create<string, string?>(part.Name, part.Value)));
}
