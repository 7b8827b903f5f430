using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DeepOptDistill.Specs.Nodes;

/// <summary>Nodes → YAML text, in the style each node carries.</summary>
internal static class NodeWriter
{
    private static readonly EmitterSettings Settings = new(
        bestIndent: 2,
        bestWidth: int.MaxValue,
        isCanonical: false,
        maxSimpleKeyLength: 1024,
        indentSequences: true,
        newLine: "\n"
    );

    public static string Write(Node root)
    {
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        var emitter = new Emitter(text, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, root);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, Node node)
    {
        switch (node)
        {
            case ScalarNode scalar:
                EmitScalar(emitter, scalar);
                break;
            case ListNode list:
                emitter.Emit(
                    new SequenceStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        list.Flow ? SequenceStyle.Flow : SequenceStyle.Block
                    )
                );
                foreach (var item in list.Items)
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case MapNode map:
                EmitMap(emitter, map);
                break;
            default:
                throw new InvalidOperationException($"found {node.Shown}; expected a node without problems.");
        }
    }

    private static void EmitMap(Emitter emitter, MapNode map)
    {
        emitter.Emit(
            new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Flow ? MappingStyle.Flow : MappingStyle.Block)
        );
        foreach (var (key, value) in map.Entries)
        {
            EmitScalar(emitter, key);
            Emit(emitter, value);
        }
        emitter.Emit(new MappingEnd());
    }

    private static void EmitScalar(Emitter emitter, ScalarNode scalar) =>
        emitter.Emit(
            new Scalar(
                AnchorName.Empty,
                TagName.Empty,
                scalar.IsNull ? "null" : scalar.Text,
                scalar.Quoted ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain,
                isPlainImplicit: true,
                isQuotedImplicit: true
            )
        );
}
