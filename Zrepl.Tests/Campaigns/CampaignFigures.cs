namespace Zrepl.Tests.Campaigns;

/// <summary>What campaigns met, to see that they are worth their name.</summary>
internal sealed class CampaignFigures
{
    /// <summary>Processes of the daemon that were killed.</summary>
    public int Kills { get; set; }

    /// <summary>Machines that stopped.</summary>
    public int Crashes { get; set; }

    /// <summary>Cuts of the link in a stream, and confirmations lost.</summary>
    public int Cuts { get; set; }

    /// <summary>Steps that went on from a resume token.</summary>
    public int Resumed { get; set; }

    /// <summary>Steps that were complete.</summary>
    public int Steps { get; set; }

    /// <summary>Snapshots that pruning destroyed.</summary>
    public int Pruned { get; set; }

    public void Add(CampaignFigures other)
    {
        Kills += other.Kills;
        Crashes += other.Crashes;
        Cuts += other.Cuts;
        Resumed += other.Resumed;
        Steps += other.Steps;
        Pruned += other.Pruned;
    }

    public override string ToString() =>
        $"{Kills} kills, {Crashes} crashes, {Cuts} cuts, {Steps} steps of which {Resumed} resumed, {Pruned} snapshots pruned";
}
