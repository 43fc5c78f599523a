using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Campaigns;

/// <summary>A machine that stops at one of its transactions.</summary>
internal sealed record HostCrash(bool IsSender, int Transaction, CrashMoment Moment);

/// <summary>What goes wrong in one run.</summary>
/// <param name="Name">For the story.</param>
/// <param name="Death">When the daemon is killed.</param>
/// <param name="Link">The way to the sender; null for one that holds.</param>
/// <param name="HostCrash">A machine that stops; the daemon goes with it.</param>
/// <param name="Trouble">What is wrong with the commands or the pool of a machine, and of which.</param>
internal sealed record Fault(string Name, Func<Death> Death, Func<FragileLink>? Link = null, HostCrash? HostCrash = null, (bool OfSender, Trouble What)? Trouble = null)
{
    /// <summary>Draws one.</summary>
    /// <param name="random">Chance.</param>
    /// <param name="canStop">Whether machines can stop; daemons are killed instead otherwise.</param>
    public static Fault Draw(Random random, bool canStop)
    {
        var command = random.Next(1, 60);
        var bytes = random.Next(1, 700_000);
        return random.Next(13) switch
        {
            0 => new("no fault", () => Campaigns.Death.Never),
            1 => new($"daemon killed before command {command}", () => Campaigns.Death.BeforeCommand(command)),
            2 or 3 => new($"daemon killed after command {command}", () => Campaigns.Death.AfterCommand(command)),
            4 => new($"daemon killed after {bytes} bytes", () => Campaigns.Death.AfterStreamBytes(bytes)),
            5 => new($"link cut after {bytes} bytes", () => Campaigns.Death.Never, () => new FragileLink(bytes, null)),
            6 => new($"confirmation {command % 4 + 1} lost", () => Campaigns.Death.Never, () => new FragileLink(null, command % 4 + 1)),
            7 => new($"nothing moves after {bytes} bytes", () => Campaigns.Death.Never, () => new FragileLink(bytes, null, stalls: true)),
            8 or 9 or 10 => DrawTrouble(random),
            _ when canStop => DrawCrash(random),
            _ => new($"daemon killed after command {command}", () => Campaigns.Death.AfterCommand(command)),
        };
    }

    public override string ToString() => Name;

    private static Fault DrawTrouble(Random random)
    {
        var ofSender = random.Next(2) == 0;
        var trouble = Campaigns.Trouble.Draw(random, ofSender);
        return new($"{(ofSender ? "sender" : "receiver")}: {trouble.Name}", () => Campaigns.Death.Never, Trouble: (ofSender, trouble));
    }

    private static Fault DrawCrash(Random random)
    {
        var crash = new HostCrash(random.Next(2) == 0, random.Next(1, 40), random.Next(2) == 0 ? CrashMoment.Before : CrashMoment.After);
        return new($"{(crash.IsSender ? "sender" : "receiver")} stops {crash.Moment} transaction {crash.Transaction}", () => Campaigns.Death.Never, null, crash);
    }
}
