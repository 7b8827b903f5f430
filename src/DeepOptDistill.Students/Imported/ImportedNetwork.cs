using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Learning;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Imported;

/// <summary>
/// A network of an ONNX file as a student: its graph, divided into layers at the tensors through which alone everything passes, and
/// which of its stored numbers are learned. It begins with the numbers of the file.
/// </summary>
public sealed class ImportedNetwork
{
    private readonly ImportOptions options;
    private readonly OnnxModel file;
    private readonly NewHead? head;
    private readonly HashSet<string> frozen;
    private readonly Dictionary<string, long[]> shapes = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string> aliases;

    private ImportedNetwork(OnnxModel model, InputSpec input, ImportOptions options)
    {
        (this.options, Key) = (options, KeyOf(model, options));
        Ending = AnswerEnding.Of(model, options.Answer, options.Kind);
        head = options.Head is { } layer ? HeadOf(model, layer, input) : null;
        file = head?.Model ?? model;
        if (head is not null && head.Answer != Ending.Logits)
            Ending = new(head.Answer, AnswerMeaning.Itself);
        Answer =
            options.Head is not null && Ending.Logits != options.Answer && !file.Outputs.Any(output => output.Name == options.Answer)
                ? Ending.Logits
                : options.Answer;
        var trainable = TrainableForm.Of(Taken(file));
        Measure(trainable, Ending.Logits, input);
        if (shapes[Ending.Logits] is not [1, _])
            throw new InputException(ImportRules.ManyRows(Ending.Logits, shapes[Ending.Logits], options.Where));
        Learned = LearnedTensors.Of(Cut.Below(trainable, Ending.Logits));
        aliases = TapAliases.Of(trainable);
        var isLayer = GraphSegment.Layers(trainable);
        var statistics = NormStatisticsOf(trainable);
        Segments = GraphSegment.Of(
            trainable,
            Ending.Logits,
            tensor => isLayer(tensor) && ShapeOf(tensor) is not null,
            tensor => Learned.Contains(tensor) || statistics.Contains(tensor)
        );
        // A new last layer learns, whatever a pattern says.
        frozen = Frozen.Of(trainable, Segments, [.. Learned.Except(head?.Tensors ?? [])], options, isAllowed: head is not null);
        var counts = trainable.Proto.Graph.Initializer.ToDictionary(stored => stored.Name, TensorValues.Count, StringComparer.Ordinal);
        (StoredParameters, LearnedParameters) = (
            ModelCost.Learned(trainable).Parameters - statistics.Sum(name => counts[name]),
            Learned.Sum(name => counts[name])
        );
    }

    /// <summary>Hash of all that decides how it begins and what is learned.</summary>
    public string Key { get; }

    /// <summary>Name of the output that holds its answers.</summary>
    public string Answer { get; }

    /// <summary>Names of the stored tensors that hold learned numbers, those that are frozen among them.</summary>
    public IReadOnlyList<string> Learned { get; }

    /// <summary>A learned matrix of inputs × outputs, whose filters are columns; null where all are rows.</summary>
    public string? TurnedMatrix =>
        file
            .Proto.Graph.Node.Where(IsTurned)
            .Select(node => node.Input[1])
            .FirstOrDefault(name => Learned.Contains(name) && IsLearned(name));

    private static bool IsTurned(NodeProto node) =>
        node.OpType == "MatMul" || (node.OpType == "Gemm" && Attributes.Int(node, "transB", 0) == 0);

    /// <summary>Where a new last layer stands, in words; null without one.</summary>
    public string? HeadPlace => head?.Place;

    /// <summary>Numbers that could learn, those that are frozen among them.</summary>
    public long LearnedParameters { get; }

    /// <summary>Parameters of the file, as they are counted, without statistics of batch norms.</summary>
    public long StoredParameters { get; }

    /// <summary>Whether it has batch norms that the file has not: they are folded at the end.</summary>
    public bool IsRenormalized => options.Renormalized is not null;

    /// <summary>What batch norms compute that the file has not.</summary>
    internal IReadOnlySet<string> FreshNorms =>
        options.Renormalized is not { } before
            ? new HashSet<string>()
            : NormsOf(file).Except(NormsOf(before)).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> NormsOf(OnnxModel model) =>
        model.Proto.Graph.Node.Where(node => node.OpType == "BatchNormalization").Select(node => node.Output[0]);

    /// <summary>Whether the file computes in 16 bits, and so answers less exactly than what is trained.</summary>
    public bool IsHalf =>
        file.Proto.Graph.Initializer.Concat(
                file.Proto.Graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.T).OfType<TensorProto>()
            )
            .Any(tensor => tensor.DataType is (int)TensorProto.Types.DataType.Float16 or (int)TensorProto.Types.DataType.Bfloat16)
        || file.Proto.Graph.Node.Any(node =>
            node.OpType == "Cast" && Attributes.Int(node, "to", 0) is (int)TensorProto.Types.DataType.Float16
        );

    /// <summary>How the file's answer comes from logits.</summary>
    internal AnswerEnding Ending { get; }

    /// <summary>Its layers.</summary>
    internal IReadOnlyList<GraphSegment> Segments { get; }

    /// <summary>What its answer is as a student's: logits, or values that are standardized, as a student's last layer gives them.</summary>
    internal Tensor Meant(Tensor answer)
    {
        if (options.Units is not { } units)
            return Ending.Meant(answer);
        using var scale = tensor(units.Scale);
        using var shift = tensor(units.Shift);
        return (answer / scale) + shift;
    }

    /// <summary>The order in which it takes numbers.</summary>
    internal SampleOrder Order => options.Order;

    /// <summary>Reads a network as a student.</summary>
    /// <param name="model">The file.</param>
    /// <param name="input">What enters it.</param>
    /// <param name="options">What becomes of it.</param>
    /// <exception cref="InputException">It cannot be learned, or not with these options: every node and place that stands in the
    /// way.</exception>
    public static ImportedNetwork Of(OnnxModel model, InputSpec input, ImportOptions options)
    {
        Engine.EnsureLoaded();
        ImportRules.Check(Taken(model, options), options);
        return new(model, input, options);
    }

    /// <summary>The layers of a student: one for each stretch of the graph.</summary>
    internal IReadOnlyList<GraphBlock> Layers() =>
        [.. Segments.Select((segment, place) => new GraphBlock(this, place) { Name = segment.Name })];

    /// <summary>The student.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">What enters it.</param>
    public StudentSpec Spec(string name, InputSpec input) =>
        new()
        {
            Name = name,
            Input = input,
            Layers = Layers(),
            Source = this,
        };

    /// <summary>Whether a stored tensor changes in training.</summary>
    internal bool IsLearned(string tensor) => !frozen.Contains(tensor);

    /// <summary>Whether a stored tensor is the weights of the new last layer.</summary>
    internal int? FanInOf(string tensor) => head?.Weight == tensor ? head.FanIn : null;

    /// <summary>Shape of one sample of a tensor; null where it is no map and no vector.</summary>
    internal Shape? ShapeOf(string tensor) =>
        shapes.GetValueOrDefault(tensor) switch
        {
            [_, var channels, var height, var width] => Shape.Map((int)channels, (int)height, (int)width),
            [_, var features] => Shape.Features((int)features),
            _ => null,
        };

    /// <summary>Readable name of a computed tensor; null where it has none.</summary>
    internal string? AliasOf(string tensor) => aliases.GetValueOrDefault(tensor);

    /// <summary>Shape of every tensor that the graph computes, for one sample.</summary>
    internal IReadOnlyDictionary<string, long[]> Shapes => shapes;

    /// <summary>The file with the numbers of a trained network: names, inputs, outputs, opset and metadata stay.</summary>
    /// <param name="network">The network.</param>
    internal OnnxModel With(Network network) =>
        TrainableForm.With(
            file,
            network.FileNumbers.ToDictionary(entry => entry.Name, entry => ParameterMemory.Read(entry.Value), StringComparer.Ordinal)
        );

    /// <summary>Means and variances of batch norms.</summary>
    /// <exception cref="InputException">Other nodes read them, too.</exception>
    private HashSet<string> NormStatisticsOf(OnnxModel model)
    {
        var reads = model
            .Proto.Graph.Node.SelectMany(node => node.Input)
            .GroupBy(name => name)
            .ToDictionary(names => names.Key, names => names.Count(), StringComparer.Ordinal);
        var norms = model.Proto.Graph.Node.Where(node => node.OpType == "BatchNormalization" && node.Input.Count == 5).ToList();
        InputException.ThrowIfAny([
            .. norms
                .Where(node => node.Input.Skip(1).Any(name => model.IsInitializer(name) && reads[name] > 1))
                .Select(node => new Problem(
                    $"{options.Where}, node '{(node.Name.Length > 0 ? node.Name : node.Output[0])}'",
                    "a batch norm whose numbers other nodes read too",
                    "numbers of its own, which training changes",
                    "Export it so that equal tensors stay apart, or use it as a teacher."
                )),
        ]);
        return norms.SelectMany(node => node.Input.Skip(3)).Where(model.IsInitializer).ToHashSet(StringComparer.Ordinal);
    }

    private static string KeyOf(OnnxModel model, ImportOptions options)
    {
        using var hash = new ContentHash().Add("deepopt.imported/1");
        foreach (var piece in (options.Renormalized ?? model).Content())
            hash.Add(piece.Span);
        if (options.Renormalized is not null)
            hash.Add("renormalized");
        foreach (var column in options.Columns)
            hash.Add(column.Name);
        var said = FormattableString.Invariant($"{options.Input}|{options.Order}|{options.Answer}|{options.Kind}|{options.Head}");
        return hash.Add(said).Add(string.Join('\n', options.Freeze)).Finish();
    }

    /// <summary>The network as it takes samples: one input for all columns in the place of one for each.</summary>
    private static OnnxModel Taken(OnnxModel model, ImportOptions options) =>
        options.Columns.Count == 0 ? model : ColumnInputs.Join(model, options.Columns, options.Where);

    private OnnxModel Taken(OnnxModel model) => Taken(model, options);

    /// <summary>The file with a new last layer.</summary>
    private NewHead HeadOf(OnnxModel model, NewLayer layer, InputSpec input)
    {
        var (lifted, where) = (TrainableForm.Lifted(model), $"{options.Where}.head");
        if (layer.Behind is null && NewHead.Replaces(lifted, Ending.Logits))
            return NewHead.Of(lifted, Ending.Logits, layer.Classes, where);
        var tensor = layer.Behind is { } said ? Named(model, said, $"{where}.behind") : Ending.Logits;
        Measure(TrainableForm.Of(Taken(model)), tensor, input);
        return NewHead.Behind(lifted, tensor, shapes[tensor], layer.Classes, where);
    }

    /// <summary>The tensor that a name or alias says.</summary>
    private static string Named(OnnxModel model, string said, string where)
    {
        var aliases = TapAliases.Of(model);
        if (aliases.ContainsKey(said))
            return said;
        var named = aliases.Where(alias => alias.Value == said).Select(alias => alias.Key).ToList();
        return named.Count > 0
            ? named[0]
            : throw new InputException(
                new Problem(
                    where,
                    $"'{said}', which is no tensor of the network",
                    "a tensor or its alias, as 'deepopt inspect' lists them",
                    Nearest.Remedy(said, aliases.Values)
                )
            );
    }

    /// <summary>Runs two samples of zeros, to learn the shapes of all tensors below one.</summary>
    private void Measure(OnnxModel trainable, string tensor, InputSpec input)
    {
        const int Samples = 2;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        GraphNetwork? made = null;
        ImportRules.Guarded(() => made = GraphNetwork.Of(Cut.Below(trainable, tensor), _ => false), options.Where);
        using var graph = made!;
        graph.Seen = (name, seen) => shapes[name] = seen.shape;
        var sizes = Samples * (long)input.Sample.Size;
        var zeros = SampleOrders.Arranged(
            torch.zeros(sizes).reshape(Samples, input.Sample.Channels, input.Sample.Height, input.Sample.Width),
            Order
        );
        shapes[options.Input] = zeros.shape;
        ImportRules.Guarded(() => graph.Run(new Dictionary<string, Tensor> { [options.Input] = zeros }), options.Where);
        if (shapes[tensor] is not [Samples, ..])
            throw new InputException(ImportRules.FixedBatch(tensor, shapes[tensor], options.Where));
        foreach (var name in shapes.Keys.ToList())
            if (shapes[name] is [Samples, .. var rest])
                shapes[name] = [1, .. rest];
    }
}
