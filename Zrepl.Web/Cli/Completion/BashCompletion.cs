using System.Collections.Immutable;

namespace Zrepl.Web.Cli.Completion;

/// <summary>A script for bash, and the parts that zsh shares with it.</summary>
internal static class BashCompletion
{
    public static string Of(ImmutableArray<CompletedCommand> commands) => $$"""
        # completion of zrepl for bash: source this file
        _zrepl() {
            local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" at="" offer="" value="" word i
            for ((i = 1; i < COMP_CWORD; i++)); do
                word="${COMP_WORDS[i]}"
                {{PathStep(commands)}}
            done
            {{Cases(commands)}}
            case "$value" in
                file) COMPREPLY=($(compgen -f -- "$current")); return ;;
                job) offer="$(zrepl {{JobNamesCommand.Name}} 2>/dev/null)" ;;
                anything) return ;;
                "") ;;
                *) offer="$value" ;;
            esac
            COMPREPLY=($(compgen -W "$offer" -- "$current"))
        }
        complete -F _zrepl zrepl

        """;

    /// <summary>Moves <c>$at</c> one command down if the word is one.</summary>
    public static string PathStep(ImmutableArray<CompletedCommand> commands) =>
        $"case \"$at $word\" in {string.Join('|', commands.Where(command => command.Path.Length > 0).Select(command => $"\"{command.Path}\""))}) at=\"$at $word\" ;; esac";

    /// <summary>Sets what can follow: <c>$offer</c>, and <c>$value</c> if the word before is a flag with a value.</summary>
    public static string Cases(ImmutableArray<CompletedCommand> commands)
    {
        var lines = commands.SelectMany(CaseOf).Prepend("case \"$at\" in").Append("esac");
        return string.Join("\n    ", lines);
    }

    private static IEnumerable<string> CaseOf(CompletedCommand command)
    {
        var jobs = command.TakesJobs ? [$"$(zrepl {JobNamesCommand.Name} 2>/dev/null)"] : Array.Empty<string>();
        var words = command.Words.Select(word => word.Word).Concat(command.Flags.SelectMany(flag => flag.Names)).Concat(jobs);
        yield return $"    \"{command.Path}\")";
        yield return $"        offer=\"{string.Join(' ', words)}\"";
        var valued = command.Flags.Where(flag => flag.Value != FlagValue.None).ToList();
        if (valued.Count > 0)
        {
            yield return "        case \"$previous\" in";
            foreach (var flag in valued) yield return $"            {string.Join('|', flag.Names)}) value=\"{ValueOf(flag)}\" ;;";
            yield return "        esac";
        }

        yield return "        ;;";
    }

    private static string ValueOf(CompletedFlag flag) => flag.Value switch
    {
        FlagValue.File => "file",
        FlagValue.Job => "job",
        FlagValue.Choice => string.Join(' ', flag.Choices),
        _ => "anything",
    };
}
