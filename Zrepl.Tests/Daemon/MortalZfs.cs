using System.Globalization;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Daemon;

/// <summary>
/// A script in the place of <c>zfs</c> that counts the commands of a daemon and kills it, SIGKILL, at a certain one: before the command
/// runs, or, if it is a send, after some bytes of its stream.
/// </summary>
internal sealed class MortalZfs
{
    private readonly string _directory;

    /// <summary>Writes the script.</summary>
    public MortalZfs(string directory)
    {
        _directory = directory;
        Executable.Write(Program, $$"""
            #!/bin/sh
            read -r n <'{{At("count")}}'
            n=$((n + 1))
            echo $n >'{{At("count")}}'
            read -r die bytes <'{{At("die")}}'
            case "$1 $2" in
                'send -n') ;;
                'send '*) [ $die -gt 0 ] || die=$n ;;
            esac
            if [ $die -gt 0 ] && [ $n -ge $die ]; then
                case "$1 $2" in
                    'send -n') kill -9 $PPID; exit 1 ;;
                    'send '*) zfs "$@" | { head -c $bytes; kill -9 $PPID; }; exit 1 ;;
                    *) kill -9 $PPID; exit 1 ;;
                esac
            fi
            exec zfs "$@"
            """);
        Live();
    }

    /// <summary>The script.</summary>
    public string Program => At("zfs");

    /// <summary>Commands since the last <see cref="Live"/> or <see cref="DieAt"/>.</summary>
    public int Count => int.Parse(File.ReadAllText(At("count")), CultureInfo.InvariantCulture);

    /// <summary>Lets it live.</summary>
    public void Live() => DieAt(int.MaxValue, 0);

    /// <summary>Counts anew and kills in the first stream.</summary>
    public void DieInStream(int bytes) => DieAt(0, bytes);

    /// <summary>Counts anew and kills at a command.</summary>
    public void DieAt(int command, int bytesOfSend)
    {
        File.WriteAllText(At("count"), "0\n");
        File.WriteAllText(At("die"), string.Create(CultureInfo.InvariantCulture, $"{command} {bytesOfSend}\n"));
    }

    private string At(string name) => Path.Combine(_directory, name);
}
