using System.IO.Enumeration;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Simulator;

/// <summary>Which commands a fault meets.</summary>
public sealed record FaultRule
{
    /// <summary>
    /// The command line with <c>*</c> and <c>?</c> as wildcards, for example <c>zfs receive * backup/db@*</c>. Subcommands may be written
    /// short or long, whatever the command itself says; a backslash takes a wildcard its meaning.
    /// </summary>
    public required string Pattern { get; init; }

    /// <summary>What happens.</summary>
    public required Fault Fault { get; init; }

    /// <summary>The first command that is met, counted from 1 among those that match.</summary>
    public int FirstOccurrence { get; init; } = 1;

    /// <summary>How many commands are met from then on; null for all of them.</summary>
    public int? Times { get; init; } = 1;

    /// <summary>How likely each of them is met, 0 to 1, by the seed of the plan.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>True if a command fits the pattern.</summary>
    public bool Matches(ZfsCommand command)
    {
        var program = command.Program == ZfsProgram.Zfs ? "zfs" : "zpool";
        return SpellingsOf(command).Any(words => FileSystemName.MatchesSimpleExpression(Pattern, string.Join(' ', words.Prepend(program)), ignoreCase: false));
    }

    private static IEnumerable<IEnumerable<string>> SpellingsOf(ZfsCommand command)
    {
        yield return command.Arguments;
        var other = command.Verb switch
        {
            "recv" => "receive", "receive" => "recv",
            "snap" => "snapshot", "snapshot" => "snap",
            "umount" => "unmount", "unmount" => "umount",
            _ => null,
        };
        if (other is not null) yield return command.Arguments.Skip(1).Prepend(other);
    }
}
