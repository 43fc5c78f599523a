using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>Changes of a dataset's objects, in order; each carries the transaction group that counts as its birth.</summary>
internal sealed record ChangeContent(string Dataset, ImmutableArray<ObjectEdit> Edits) : Mutation
{
    public override void Apply(HostModel model)
    {
        var dataset = model.Dataset(Dataset);
        var objects = dataset.Content.Objects.ToBuilder();
        foreach (var edit in Edits) edit.Apply(objects);
        dataset.Content = new ObjectSet(objects.ToImmutable());
    }
}
