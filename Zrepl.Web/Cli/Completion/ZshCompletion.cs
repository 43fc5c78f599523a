using System.Collections.Immutable;

namespace Zrepl.Web.Cli.Completion;

/// <summary>A script for zsh: to be sourced, or to be put into <c>$fpath</c> as <c>_zrepl</c>.</summary>
internal static class ZshCompletion
{
    public static string Of(ImmutableArray<CompletedCommand> commands) => $$"""
        #compdef zrepl
        # completion of zrepl for zsh: source this file, or put it into a directory of $fpath as _zrepl
        _zrepl() {
            local previous="${words[CURRENT-1]}" at="" offer="" value="" word
            for word in "${(@)words[2,CURRENT-1]}"; do
                {{BashCompletion.PathStep(commands)}}
            done
            {{BashCompletion.Cases(commands)}}
            case "$value" in
                file) _files; return ;;
                job) offer="$(zrepl {{JobNamesCommand.Name}} 2>/dev/null)" ;;
                anything) return ;;
                "") ;;
                *) offer="$value" ;;
            esac
            compadd -- ${=offer}
        }
        if [ "$funcstack[1]" = "_zrepl" ]; then _zrepl "$@"; else compdef _zrepl zrepl; fi

        """;
}
