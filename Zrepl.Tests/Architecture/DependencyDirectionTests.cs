using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Zrepl.Tests.Architecture;

/// <summary>Reads the compiled assemblies: what a type mentions in its signatures and its code is what it depends on.</summary>
public sealed class DependencyDirectionTests
{
    [Fact]
    public void Zfs_folders_only_know_what_stands_to_their_left() => AssertDirection("Zrepl.Zfs", "Zrepl.Zfs.dll", FolderOrder.Zfs);

    [Fact]
    public void Engine_folders_only_know_what_stands_to_their_left() => AssertDirection("Zrepl.Engine", "Zrepl.Engine.dll", FolderOrder.Engine);

    [Fact]
    public void Web_folders_only_know_what_stands_to_their_left() => AssertDirection("Zrepl.Web", "zrepl.dll", FolderOrder.Web);

    [Theory]
    [InlineData("Zrepl.Zfs.dll", "Zrepl.Engine", "zrepl")]
    [InlineData("Zrepl.Engine.dll", "zrepl", "Microsoft.AspNetCore.Components")]
    public void A_lower_project_does_not_know_a_higher_one(string assembly, params string[] forbidden)
    {
        using var module = Read(assembly);
        Assert.DoesNotContain(module.AssemblyReferences, reference => forbidden.Contains(reference.Name));
    }

    [Fact]
    public void Replication_and_pruning_meet_no_socket_process_or_web_type()
    {
        using var module = Read("Zrepl.Engine.dll");
        var wrong =
            from type in module.GetTypes()
            where Folder(type.FullName, "Zrepl.Engine") is "Replication" or "Pruning"
            from name in MentionedBy(type)
            where name.StartsWith("System.Net.", StringComparison.Ordinal)
                || name == "System.Diagnostics.Process"
                || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.StartsWith("Grpc", StringComparison.Ordinal)
            select $"{type.FullName} -> {name}";
        Assert.Empty(wrong.Distinct());
    }

    private static void AssertDirection(string root, string assembly, string[][] order)
    {
        var rank = order.SelectMany((line, index) => line.Select(folder => (folder, index))).ToDictionary(x => x.folder, x => x.index);
        using var module = Read(assembly);
        var arrows =
            from type in module.GetTypes()
            let folder = Folder(type.FullName, root)
            where folder is not null
            from name in MentionedBy(type)
            let target = Folder(name, root)
            where target is not null && target != folder
            select (folder, target, example: $"{type.FullName} -> {name}");
        var all = arrows.Distinct().ToList();

        Assert.Empty(all.SelectMany(a => new[] { a.folder, a.target }).Distinct().Where(f => !rank.ContainsKey(f)).Select(f => $"{f} has no place in FolderOrder"));
        Assert.Empty(all.Where(a => rank[a.target] >= rank[a.folder]).Select(a => $"{a.folder} must not know {a.target}: {a.example}"));
    }

    private static ModuleDefinition Read(string file) => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, file));

    // "Zrepl.Zfs.Names.DatasetPath" -> "Names"; types in the root namespace and generated ones have no folder.
    private static string? Folder(string typeName, string root)
    {
        if (!typeName.StartsWith(root + ".", StringComparison.Ordinal)) return null;
        var rest = typeName[(root.Length + 1)..];
        var dot = rest.IndexOfAny(['.', '/', '<']);
        return dot > 0 && rest[dot] == '.' ? rest[..dot] : null;
    }

    private static HashSet<string> MentionedBy(TypeDefinition type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Add(type.BaseType);
        foreach (var i in type.Interfaces) Add(i.InterfaceType);
        foreach (var a in type.CustomAttributes) Add(a.AttributeType);
        foreach (var f in type.Fields) Add(f.FieldType);
        foreach (var method in type.Methods)
        {
            Add(method.ReturnType);
            foreach (var p in method.Parameters) Add(p.ParameterType);
            if (!method.HasBody) continue;
            foreach (var v in method.Body.Variables) Add(v.VariableType);
            foreach (var handler in method.Body.ExceptionHandlers) Add(handler.CatchType);
            foreach (var instruction in method.Body.Instructions) AddOperand(instruction);
        }

        return names;

        void AddOperand(Instruction instruction)
        {
            switch (instruction.Operand)
            {
                case TypeReference t: Add(t); break;
                case MethodReference m:
                    Add(m.DeclaringType);
                    Add(m.ReturnType);
                    if (m is GenericInstanceMethod g) foreach (var a in g.GenericArguments) Add(a);
                    break;
                case FieldReference f: Add(f.DeclaringType); Add(f.FieldType); break;
            }
        }

        void Add(TypeReference? reference)
        {
            if (reference is null or GenericParameter) return;
            if (reference is GenericInstanceType generic) foreach (var a in generic.GenericArguments) Add(a);
            if (reference is TypeSpecification specification) Add(specification.ElementType);
            else names.Add(reference.FullName);
        }
    }
}
