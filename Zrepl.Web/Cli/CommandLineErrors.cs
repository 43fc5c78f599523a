using System.CommandLine;
using System.CommandLine.Parsing;

namespace Zrepl.Web.Cli;

/// <summary>Says what is wrong with the arguments in the words of Go zrepl, which scripts know. Source: spec A1.</summary>
internal static class CommandLineErrors
{
    // For Nagios and its kin 0 and 1 would mean that the check was made: one that is written wrongly would be green or yellow for ever.
    private const int Unknown = 3;

    /// <returns>The exit code; null if nothing was wrong.</returns>
    public static int? Report(Command root, ParseResult parsed, Surroundings surroundings)
    {
        if (parsed.Errors.Count == 0) return null;
        var path = PathOf(parsed.CommandResult);
        var command = parsed.CommandResult.Command;
        var isCheck = path is ["monitor", ..];
        var wrong = isCheck ? Unknown : 1;
        if (parsed.UnmatchedTokens is not [var unknown, ..])
        {
            // A group of commands alone, also with --config: nothing is wrong but that the command is missing.
            if (command.Subcommands.Count > 0 && parsed.Errors.All(error => error.SymbolResult is CommandResult)) return Help(root, path, surroundings.Output, exitCode: isCheck ? Unknown : 0);
            surroundings.Error.WriteLine($"Error: {parsed.Errors[0].Message}");
            return Help(root, path, surroundings.Error, wrong);
        }

        if (unknown.StartsWith('-') && unknown.Length > 1)
        {
            surroundings.Error.WriteLine(unknown.StartsWith("--", StringComparison.Ordinal)
                ? $"Error: unknown flag: {unknown.Split('=')[0]}"
                : $"Error: unknown shorthand flag: '{unknown[1]}' in {unknown}");
            return Help(root, path, surroundings.Error, wrong);
        }

        var words = string.Join(' ', path.Prepend("zrepl"));
        surroundings.Error.WriteLine(command.Subcommands.Count > 0
            ? $"Error: unknown command \"{unknown}\" for \"{words}\""
            : $"Error: '{words}' takes no argument \"{unknown}\"");
        if (Similar(command, unknown) is { } similar) surroundings.Error.WriteLine($"\nDid you mean this?\n\t{similar}\n");
        surroundings.Error.WriteLine($"Run '{words} --help' for usage.");
        return wrong;
    }

    /// <summary>Prints the help of a command.</summary>
    public static int Help(Command root, IEnumerable<string> path, TextWriter output, int exitCode)
    {
        root.Parse([.. path, "--help"]).Invoke(new() { Output = output, Error = output });
        return exitCode;
    }

    private static List<string> PathOf(CommandResult command)
    {
        List<string> path = [];
        for (SymbolResult? at = command; at is CommandResult { Parent: not null } current; at = at.Parent) path.Insert(0, current.Command.Name);
        return path;
    }

    private static string? Similar(Command command, string unknown)
    {
        var names = command.Subcommands.Where(known => !known.Hidden).Select(known => known.Name).ToList();
        return names.FirstOrDefault(name => name.StartsWith(unknown, StringComparison.OrdinalIgnoreCase) || unknown.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            ?? names.Where(name => TypingMistakes.Between(unknown, name) <= Math.Min(2, name.Length / 3)).MinBy(name => TypingMistakes.Between(unknown, name));
    }
}
