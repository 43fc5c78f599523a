using System.CommandLine;

namespace Zrepl.Web.Cli.Abstractions;

/// <summary><c>zrepl zfs-abstraction</c>: looks at zrepl's own holds and bookmarks of this machine and takes them away. Source: spec A9, A13.</summary>
internal static class AbstractionCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("zfs-abstraction", "manage abstractions that zrepl builds on top of ZFS: its holds and bookmarks; needs no configuration")
        {
            ListAbstractions.Create(surroundings),
            ReleaseAbstractions.CreateAll(surroundings),
            ReleaseAbstractions.CreateStale(surroundings),
            new Command("create", "create zrepl ZFS abstractions (mostly useful for debugging & development)") { CreateStepHold.Create(surroundings) },
        };
        command.Aliases.Add("holds");
        return command;
    }
}
