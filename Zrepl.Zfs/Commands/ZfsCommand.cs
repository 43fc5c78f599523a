using System.Collections.Immutable;
using System.Text;

namespace Zrepl.Zfs.Commands;

/// <summary>The program a <see cref="ZfsCommand"/> calls.</summary>
public enum ZfsProgram
{
    /// <summary><c>zfs</c></summary>
    Zfs,

    /// <summary><c>zpool</c></summary>
    Zpool,
}

/// <summary>One invocation of <c>zfs</c> or <c>zpool</c> as an argument vector; never a shell string.</summary>
public sealed record ZfsCommand
{
    private const int LongestArgumentShown = 64;

    /// <summary>Which program.</summary>
    public required ZfsProgram Program { get; init; }

    /// <summary>The arguments, subcommand first, without the program's name.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>True if the command reads its standard input (only <c>zfs receive</c>); else the input is empty and closed.</summary>
    public bool ReadsInput { get; init; }

    /// <summary>The subcommand, for logs and metrics; empty without arguments.</summary>
    public string Verb => Arguments.IsDefaultOrEmpty ? "" : Arguments[0];

    /// <summary>A <c>zfs</c> command.</summary>
    public static ZfsCommand Zfs(params IEnumerable<string> arguments) => new() { Program = ZfsProgram.Zfs, Arguments = [.. arguments] };

    /// <summary>A <c>zpool</c> command.</summary>
    public static ZfsCommand Zpool(params IEnumerable<string> arguments) => new() { Program = ZfsProgram.Zpool, Arguments = [.. arguments] };

    /// <summary>
    /// The command as a person would type it: arguments with blanks in single quotes, and long ones (resume tokens, lists of
    /// snapshots) cut at 64 characters. For messages and logs, never for execution.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder(Program == ZfsProgram.Zfs ? "zfs" : "zpool");
        foreach (var argument in Arguments)
        {
            var shown = argument.Length > LongestArgumentShown ? argument[..LongestArgumentShown] + "…" : argument;
            var needsQuotes = shown.Length == 0 || shown.AsSpan().IndexOfAny(' ', '\'', '"') >= 0;
            text.Append(' ').Append(needsQuotes ? $"'{shown.Replace("'", "'\\''", StringComparison.Ordinal)}'" : shown);
        }

        return text.ToString();
    }
}
