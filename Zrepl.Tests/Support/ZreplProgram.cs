using System.Runtime.InteropServices;

namespace Zrepl.Tests.Support;

/// <summary>The program itself, for tests that start it as a process.</summary>
internal static class ZreplProgram
{
    /// <summary>
    /// The one that ZREPL_TEST_PROGRAM names; else the published one beside published tests; else the one that was built along with the tests.
    /// </summary>
    public static string Path { get; } = new[] { Environment.GetEnvironmentVariable("ZREPL_TEST_PROGRAM"), "../zrepl/zrepl", "zrepl" }
        .OfType<string>().Where(path => path.Length > 0).Select(path => System.IO.Path.GetFullPath(path, AppContext.BaseDirectory)).First(File.Exists);

    /// <summary>Where the program finds the runtime of these tests; to be given to one that starts without an environment.</summary>
    public static string DotnetRoot { get; } = System.IO.Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
}
