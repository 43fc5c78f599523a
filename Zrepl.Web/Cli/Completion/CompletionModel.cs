using System.Collections.Immutable;
using System.CommandLine;

namespace Zrepl.Web.Cli.Completion;

/// <summary>What can stand behind a flag.</summary>
internal enum FlagValue
{
    /// <summary>Nothing: the flag is a switch.</summary>
    None,

    /// <summary>Something no shell can know.</summary>
    Anything,

    /// <summary>A file or directory.</summary>
    File,

    /// <summary>A job of the configuration.</summary>
    Job,

    /// <summary>One of a few words.</summary>
    Choice,
}

/// <summary>A word and what it means.</summary>
internal sealed record DescribedWord(string Word, string Description);

/// <summary>A flag of a command.</summary>
/// <param name="Names">All its spellings, with dashes.</param>
/// <param name="Description">What it means.</param>
/// <param name="Value">What follows it.</param>
/// <param name="Choices">The words of <see cref="FlagValue.Choice"/>.</param>
internal sealed record CompletedFlag(ImmutableArray<string> Names, string Description, FlagValue Value, ImmutableArray<string> Choices);

/// <summary>What can follow a command.</summary>
/// <param name="Path">The command's words, a blank before each; empty for zrepl itself.</param>
/// <param name="Words">Its subcommands, or the words it takes.</param>
/// <param name="TakesJobs">True if names of jobs can follow.</param>
/// <param name="Flags">Its flags.</param>
internal sealed record CompletedCommand(string Path, ImmutableArray<DescribedWord> Words, bool TakesJobs, ImmutableArray<CompletedFlag> Flags)
{
    private static readonly DescribedWord[] Signals =
    [
        new("wakeup", "run now"), new("replicate", "replicate now, without pruning"), new("prune", "prune now, without replication"),
        new("reset", "cancel the run under way"), new("snapshot", "take snapshots now"), new("reset-snapshotting", "end the round of snapshots under way"),
        new("pause", "do not run until resumed"), new("resume", "end a pause"), new("approve-pruning", "see changed rules that wait, and let them prune"), new("reload", "read the configuration again"),
        new("log-level", "SUBSYSTEM=LEVEL: how much a part of the daemon logs"),
    ];

    /// <summary>All commands of a program, each with all its spellings.</summary>
    public static ImmutableArray<CompletedCommand> AllOf(Command root) => [.. Walk(root, "", [])];

    private static IEnumerable<CompletedCommand> Walk(Command command, string path, IEnumerable<Option> inherited)
    {
        var shown = command.Subcommands.Where(child => !child.Hidden).ToList();
        var isSignal = path == " signal";
        var options = command.Options.Where(option => !option.Hidden).Concat(inherited).Distinct().ToList();
        yield return new(
            path,
            [.. shown.Select(child => new DescribedWord(child.Name, child.Description ?? "")), .. isSignal ? Signals : []],
            isSignal, [.. options.Select(FlagOf)]);
        foreach (var child in shown)
        {
            foreach (var name in child.Aliases.Prepend(child.Name))
            {
                foreach (var below in Walk(child, $"{path} {name}", [.. options.Where(option => option.Recursive)])) yield return below;
            }
        }
    }

    private static CompletedFlag FlagOf(Option option)
    {
        ImmutableArray<string> choices = option.HelpName is { } name && name.Contains('|', StringComparison.Ordinal) ? [.. name.Split('|')] : [];
        var value = option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) ? FlagValue.None
            : choices.Length > 0 ? FlagValue.Choice
            : option.HelpName switch { "JOB" => FlagValue.Job, "PATH" or "FILE" or "DIR" => FlagValue.File, _ => FlagValue.Anything };
        return new([.. option.Aliases.Prepend(option.Name).Where(spelling => spelling.StartsWith('-') && spelling != "-?")], option.Description ?? "", value, choices);
    }
}
