using Zrepl.Tests.Support;

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
    public string Write(string body) => Executable.Write(Path.Combine(_folder, $"{Guid.NewGuid():N}.sh"), "#!/bin/sh\n" + body + "\n");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
