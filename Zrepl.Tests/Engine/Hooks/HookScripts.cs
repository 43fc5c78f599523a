using System.Diagnostics;

namespace Zrepl.Tests.Engine.Hooks;

/// <summary>A folder of shell scripts that serve as hooks; gone after the test.</summary>
public sealed class HookScripts : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zrepl-hooks-").FullName;

    public const string ReportEnvironment = """echo "TEST $ZREPL_HOOKTYPE $ZREPL_FS@$ZREPL_SNAPNAME " """;

    public const string Error = """echo "TEST ERROR $ZREPL_HOOKTYPE $ZREPL_FS@$ZREPL_SNAPNAME" >&2; exit 1""";

    public const string PostError = $"""[ "$ZREPL_HOOKTYPE" = post_testing ] || exit 0; {Error}""";

    public const string PreErrorPostOk = $"""[ "$ZREPL_HOOKTYPE" = pre_testing ] || exec echo "TEST $ZREPL_HOOKTYPE $ZREPL_FS@$ZREPL_SNAPNAME"; {Error}""";

    public const string TooSlow = """echo "TEST $ZREPL_HOOKTYPE $ZREPL_FS@$ZREPL_SNAPNAME ZREPL_TIMEOUT=$ZREPL_TIMEOUT"; exec sleep 60""";

    public const string LargeOutput = """[ "$ZREPL_HOOKTYPE" = pre_testing ] || exit 0; head -c 2097152 /dev/zero | tr '\0' 'x'""";

    /// <summary>Writes a script and returns its path.</summary>
    public string Write(string body)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.sh");
        File.WriteAllText(path + ".text", "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path + ".text", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // A file this process had open for writing can be "busy" when another test forks at that moment.
        using var copy = Process.Start("cp", ["-p", path + ".text", path]);
        copy.WaitForExit();
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
