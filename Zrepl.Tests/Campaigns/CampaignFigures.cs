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

    /// <summary>Runs in which commands failed, streams were damaged or a pool was full.</summary>
    public int Troubles { get; set; }

    /// <summary>Streams that did not move until somebody gave up.</summary>
    public int Stalls { get; set; }

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
        Troubles += other.Troubles;
        Stalls += other.Stalls;
        Resumed += other.Resumed;
        Steps += other.Steps;
        Pruned += other.Pruned;
    }

    public override string ToString() =>
        $"{Kills} kills, {Crashes} crashes, {Cuts} cuts, {Stalls} stalls, {Troubles} troubled runs, {Steps} steps of which {Resumed} resumed, {Pruned} snapshots pruned";
}
