using System.Collections.Immutable;

namespace Zrepl.Web.Cli.Completion;

/// <summary>A script for fish.</summary>
internal static class FishCompletion
{
    private const string Jobs = $"(zrepl {JobNamesCommand.Name} 2>/dev/null)";

    public static string Of(ImmutableArray<CompletedCommand> commands) => $$"""
        # completion of zrepl for fish: put this file into ~/.config/fish/completions/zrepl.fish
        function __zrepl_at
            set -l path ""
            for word in (commandline -opc)[2..-1]
                switch "$path $word"
                    case {{string.Join(' ', commands.Where(command => command.Path.Length > 0).Select(command => Quoted(command.Path)))}}
                        set path "$path $word"
                end
            end
            test "$path" = "$argv[1]"
        end
        complete -c zrepl -f
        {{string.Join('\n', commands.SelectMany(LinesOf))}}

        """;

    private static IEnumerable<string> LinesOf(CompletedCommand command)
    {
        var start = $"complete -c zrepl -n \"__zrepl_at {Quoted(command.Path)}\"";
        foreach (var word in command.Words) yield return $"{start} -a {Quoted(word.Word)} -d {Quoted(word.Description)}";
        if (command.TakesJobs) yield return $"{start} -a {Quoted(Jobs)} -d job";
        foreach (var flag in command.Flags) yield return $"{start} {string.Join(' ', flag.Names.Select(Spelling))}{ValueOf(flag)} -d {Quoted(flag.Description)}";
    }

    private static string Spelling(string name) => name.StartsWith("--", StringComparison.Ordinal) ? $"-l {name[2..]}" : name.Length == 2 ? $"-s {Quoted(name[1..])}" : $"-o {Quoted(name[1..])}";

    private static string ValueOf(CompletedFlag flag) => flag.Value switch
    {
        FlagValue.None => "",
        FlagValue.File => " -r -F",
        FlagValue.Job => $" -x -a {Quoted(Jobs)}",
        FlagValue.Choice => $" -x -a {Quoted(string.Join(' ', flag.Choices))}",
        _ => " -x",
    };

    private static string Quoted(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
