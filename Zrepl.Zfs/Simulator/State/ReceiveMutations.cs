using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>Saves how far a resumable receive into a dataset (or its hidden child) has come, or clears it.</summary>
internal sealed record MarkReceiving(string Dataset, bool IsInconsistent, ResumeState? Resume, bool UsesLargeBlocks) : Mutation
{
    public override void Apply(HostModel model)
    {
        var dataset = model.Dataset(Dataset);
        dataset.IsInconsistent = IsInconsistent;
        dataset.Resume = Resume;
        dataset.UsesLargeBlocks = UsesLargeBlocks;
    }
}

/// <summary>A finished receive into <c>FS/%recv</c> becomes the content of FS; the hidden child goes away.</summary>
internal sealed record AdoptReceived(string Dataset) : Mutation
{
    public override void Apply(HostModel model)
    {
        var dataset = model.Dataset(Dataset);
        var hidden = dataset.ReceiveChild!; // checked before the mutation is made
        dataset.Content = hidden.Content;
        dataset.UsesLargeBlocks |= hidden.UsesLargeBlocks;
        dataset.Encryption ??= hidden.Encryption; // an encrypted dataset keeps its key
        dataset.Become(hidden.Type);
        model.Remove(hidden);
    }
}
