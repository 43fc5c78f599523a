using System.CommandLine;

namespace Zrepl.Web.Cli.Test;

/// <summary><c>zrepl test</c>: looks at one thing, changes nothing. Source: spec A8.</summary>
internal static class TestCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common) => new("test", "try out parts of the configuration and of ZFS")
    {
        ConnectTest.Create(surroundings, common),
        FilesystemsTest.Create(surroundings, common),
        PlaceholderTest.Create(surroundings),
        ResumeTokenTest.Create(surroundings),
    };
}
